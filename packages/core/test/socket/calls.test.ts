import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Calls } from '../../src/socket/calls.js';

describe('Calls', () => {
  it('gives every call an id of its own', () => {
    const calls = new Calls<string>();
    expect(new Set([calls.nextId(), calls.nextId(), calls.nextId()]).size).toBe(3);
  });

  it('hands each answer to the call it belongs to, in any order', async () => {
    const calls = new Calls<string>();
    const answers = [calls.wait(1), calls.wait(2)];
    calls.answer(2, 'second');
    calls.answer(1, 'first');
    expect(await Promise.all(answers)).toEqual(['first', 'second']);
    expect(calls.size).toBe(0);
  });

  it('drops an answer that nobody waits for, or that comes twice', async () => {
    const calls = new Calls<string>();
    const answer = calls.wait(1);
    calls.answer(7, 'to nobody');
    calls.answer(1, 'once');
    calls.answer(1, 'twice');
    expect(await answer).toBe('once');
  });

  it('fails all that wait, and none that come later', async () => {
    const calls = new Calls<string>();
    const failed = [calls.wait(1), calls.wait(2)];
    calls.failAll(new Error('gone'));
    const later = calls.wait(3);
    calls.answer(3, 'here');
    expect((await Promise.allSettled(failed)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await later).toBe('here');
  });

  it('fails a call with the reason of its signal, and forgets it', async () => {
    const calls = new Calls<string>();
    const controller = new AbortController();
    const answer = calls.wait(1, controller.signal);
    controller.abort(new Error('no patience'));
    await expect(answer).rejects.toThrow('no patience');
    expect(calls.size).toBe(0);
  });

  it('lets go of the signal of a call that was answered', async () => {
    const calls = new Calls<string>();
    const controller = new AbortController();
    const answer = calls.wait(1, controller.signal);
    calls.answer(1, 'answered');
    expect(await answer).toBe('answered');
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });
});
