import { describe, expect, it } from 'vitest';
import { whoText } from '../../src/cli/who-text.js';

describe('whoText', () => {
  it('tells who did it as they said, and where it came from as the server knows it', () => {
    const event = { type: 'shutdown', actor: 'alice', source: 'unix:/run/x.sock#12' } as const;
    expect(whoText(event, 'source')).toBe('alice, unix#12');
    expect(whoText(event, 'path')).toBe('alice, unix:/run/x.sock#12');
    expect(whoText(event, 'name')).toBe('alice');
    for (const detail of ['name', 'source', 'path'] as const) {
      expect(whoText({ type: 'shutdown', source: 'tcp:127.0.0.1:9#1' }, detail)).toBe('tcp:127.0.0.1:9#1');
    }
    expect(whoText({ type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 } }, 'source')).toBe('');
  });
});
