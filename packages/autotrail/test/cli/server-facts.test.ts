import { describe, expect, it } from 'vitest';
import { troubleLines } from '../../src/cli/server-facts.js';

describe('troubleLines', () => {
  it('tells why the journal keeps nothing, and what that means', () => {
    expect(troubleLines({ trouble: 'no space.' })).toEqual([
      {
        text: 'The journal cannot be written: no space. Until then commands are refused, and what attempts report waits.',
        style: 'red',
      },
    ]);
  });

  it('tells nothing of a server that is in none, or of a version that does not say', () => {
    expect([troubleLines({ trouble: null }), troubleLines({})]).toEqual([[], []]);
  });
});
