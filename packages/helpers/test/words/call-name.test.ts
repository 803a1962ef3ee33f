import { describe, expect, it } from 'vitest';
import { callName } from '../../src/words/call-name.js';

describe('callName', () => {
  it.each([
    ['start', 'start'],
    ['mark_done', 'mark-done'],
    ['next_steps', 'next'],
    ['pause_branch', 'pause --branch'],
    ['set_pause_on_fail', 'pause-on-fail on'],
    ['send_message_to_steps', 'send'],
    ['of_tomorrow', 'of-tomorrow'],
  ])('calls %s what its command is called: %s', (call, name) => {
    expect(callName(call)).toBe(name);
  });
});
