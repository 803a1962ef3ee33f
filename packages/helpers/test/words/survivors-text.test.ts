import { describe, expect, it } from 'vitest';
import { survivorsText } from '../../src/words/survivors-text.js';

const sleeping = { pid: 7, command: 'sleep 9' };
const nameless = { pid: 8, command: '' };

describe('survivorsText', () => {
  it('tells processes that are left, by their numbers and commands', () => {
    expect(survivorsText([sleeping, nameless], 2)).toBe('processes of attempt 2 are still alive: 7 (sleep 9), 8');
    expect(survivorsText([nameless])).toBe('its processes are still alive: 8');
  });

  it('tells that none is left', () => {
    expect(survivorsText([], 2)).toBe('processes of attempt 2 are gone');
    expect(survivorsText([])).toBe('its processes are gone');
  });
});
