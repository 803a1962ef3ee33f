import { describe, expect, it } from 'vitest';
import { maskTold } from '../../src/secrets/mask-told.js';
import { registerSecret } from '../../src/secrets/secret.js';

// Secrets are registered for the process: what comes later here knows those from before.
describe('what is told of a trail', () => {
  it('is the very same value where no secrets are registered', () => {
    const told = { state: 'Running', returnValue: ['a'] };
    expect(maskTold(told)).toBe(told);
  });

  it('is masked in everything that operators and actions say', () => {
    registerSecret('TOKEN', 'hunter2-hunter2');
    const said = { deep: ['x hunter2-hunter2 y'] };
    const told = {
      actor: 'hunter2-hunter2',
      reason: 'because hunter2-hunter2',
      text: 'hunter2-hunter2',
      event: { message: said, value: said, context: said },
      changes: [{ input: said, inputMessages: [said], prompts: [{ id: '0.1.1', message: said, status: 'open' }] }],
      survivors: [{ pid: 1, startTime: '5', command: 'curl hunter2-hunter2' }],
      error: { code: 'AUTOTRAIL_X', message: 'no hunter2-hunter2' },
      'Return value': said,
      'Output messages': [said],
      custom: { mine: 'hunter2-hunter2' },
    };
    expect(JSON.stringify(maskTold(told))).not.toContain('hunter2-hunter2');
  });

  it('keeps the engine’s own words, also where a secret is one of them', () => {
    for (const word of ['Running', 'ended', 'state', 'message', 'skip']) registerSecret('WORD', word);
    const record = {
      revision: 3,
      event: { type: 'ended', n: 0, outcome: { ok: true, value: 'it was Running' } },
      changes: [{ n: 0, state: 'Running', returnValue: { state: 'ended' } }],
    };
    const planned = { n: 0, state: 'Running', becomes: 'ended' };
    expect(maskTold({ affected: [planned] })).toEqual({ affected: [planned] });
    expect(maskTold(record)).toEqual({
      revision: 3,
      event: { type: 'ended', n: 0, outcome: { ok: true, value: 'it was [secret WORD]' } },
      changes: [{ n: 0, state: 'Running', returnValue: { '[secret WORD]': '[secret WORD]' } }],
    });
  });
});
