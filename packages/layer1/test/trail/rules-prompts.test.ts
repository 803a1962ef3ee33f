import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import type { PromptEvent } from '../../src/trail/events.js';
import { snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

function started(): World {
  const world = new World(trailOf([['a', 'b']]));
  world.call('start');
  return world;
}

function asked(promptId: string, attempt = 1): PromptEvent {
  return { type: 'prompt', n: 0, attempt, promptId, message: 'Well?' };
}

function timeOut(world: World, promptId: string) {
  return world.happen({ type: 'timer', timer: { kind: 'prompt', n: 0, attempt: 1, promptId } });
}

describe('A prompt', () => {
  it('is open once it is asked, and found by its id', () => {
    const world = started();
    const promptId = world.prompt('a', { which: 'host' });
    const prompt = { id: promptId, message: { which: 'host' }, status: 'open' };
    expect(world.record('a').prompts).toEqual([prompt]);
    expect(world.trail.prompt(promptId)).toEqual({ n: 0, attempt: 1, prompt });
    expect(world.trail.needsInput).toBe(true);
    expect(world.effects).toEqual([]);
  });

  it('is one of several that may be open in a step', () => {
    const world = started();
    const ids = [world.prompt('a'), world.prompt('a'), world.prompt('a')];
    expect(new Set(ids).size).toBe(3);
    world.call('reply', { prompt_id: ids[1] as string, value: 1 });
    expect(world.record('a').prompts.map(({ status }) => status)).toEqual(['open', 'answered', 'open']);
    expect(world.trail.needsInput).toBe(true);
  });

  it('is not heard of an attempt that is over, was given up, or never was', () => {
    const world = started();
    for (const attempt of [0, 2, 99]) expect(world.happen(asked(`0.${attempt}.1`, attempt))).toMatchObject({ changes: [] });
    world.tell('interrupt', 'a');
    expect(world.happen(asked('0.1.1'))).toMatchObject({ changes: [], effects: [] });
    world.fail('a');
    world.tell('resume', 'a');
    expect(world.happen(asked('0.1.1'))).toMatchObject({ changes: [], effects: [] });
    world.succeed('a');
    expect(world.happen(asked('0.2.1', 2))).toMatchObject({ changes: [], effects: [] });
    expect(world.trail.needsInput).toBe(false);
  });

  it('that comes twice is asked once', () => {
    const world = started();
    world.happen(asked('0.1.1'));
    expect(world.happen(asked('0.1.1'))).toMatchObject({ changes: [], effects: [] });
    world.call('reply', { prompt_id: '0.1.1', value: 1 });
    expect(world.happen(asked('0.1.1'))).toMatchObject({ changes: [], effects: [] });
    expect(world.trail.needsInput).toBe(false);
  });

  it.each(['interrupt', 'succeed', 'fail', 'stop', 'shutdown'])('ends with its attempt (%s)', (how) => {
    const world = started();
    const answered = world.prompt('a');
    world.call('reply', { prompt_id: answered, value: 1 });
    world.prompt('a');
    if (how === 'interrupt') world.tell('interrupt', 'a');
    if (how === 'succeed') world.succeed('a');
    if (how === 'fail') world.fail('a');
    if (how === 'stop') world.call('stop', { interrupt: true });
    if (how === 'shutdown') world.call('shutdown');
    expect(world.record('a').prompts.map(({ status }) => status)).toEqual(['answered', 'ended']);
    expect(world.trail.needsInput).toBe(false);
  });

  it('is not what the trail waits for any more when its step has ended', () => {
    const world = started();
    world.prompt('a');
    world.succeed('a');
    world.prompt('b');
    world.succeed('b');
    expect(world.trail).toMatchObject({ needsInput: false, isFinished: true });
  });
});

describe('The time of a prompt', () => {
  it('sets a timer, counted from the prompt being recorded', () => {
    const world = started();
    world.now = 4_000;
    const promptId = world.prompt('a', 'Well?', 250);
    expect(world.effects).toEqual([{ type: 'timer', timer: { kind: 'prompt', n: 0, attempt: 1, promptId }, at: 4_250 }]);
  });

  it('closes it when it is over, and the attempt is told', () => {
    const world = started();
    const [first, second] = [world.prompt('a', 'First?', 250), world.prompt('a', 'Second?')];
    const { effects } = timeOut(world, first);
    expect(effects).toEqual([{ type: 'deliver', n: 0, attempt: 1, delivery: { type: 'timeout', promptId: first } }]);
    expect(world.record('a').prompts).toMatchObject([
      { id: first, status: 'timed out' },
      { id: second, status: 'open' },
    ]);
    expect(world.state('a')).toBe(StepState.Running);
    expect(timeOut(world, first)).toMatchObject({ changes: [], effects: [] });
  });

  it('means nothing once the prompt is answered or ended', () => {
    const world = started();
    const answered = world.prompt('a', 'First?', 250);
    world.call('reply', { prompt_id: answered, value: 1 });
    expect(timeOut(world, answered)).toMatchObject({ changes: [], effects: [] });
    const ended = world.prompt('a', 'Second?', 250);
    world.tell('interrupt', 'a');
    expect(timeOut(world, ended)).toMatchObject({ changes: [], effects: [] });
  });

  it('passes the next prompt by: a broadcast answers the oldest that is open still', () => {
    const world = started();
    const [first, second] = [world.prompt('a', 'First?', 250), world.prompt('a', 'Second?')];
    timeOut(world, first);
    world.call('send_message_to_steps', { message: 'yes' });
    expect(world.record('a').prompts).toMatchObject([
      { id: first, status: 'timed out' },
      { id: second, status: 'answered' },
    ]);
  });
});

describe('A reply or message that comes too late', () => {
  it('changes nothing, as an event that was decided on before the prompt closed', () => {
    const world = started();
    const promptId = world.prompt('a');
    world.succeed('a');
    const before = snapshot(world.trail) as { readonly steps: unknown };
    for (const late of ['0.1.1', '0.1.2', '1.1.1', '7.1.1', 'x', '', promptId]) {
      expect(world.happen({ type: 'reply', promptId: late, value: 1 })).toMatchObject({ changes: [], effects: [] });
    }
    expect(world.happen({ type: 'message', steps: [0], message: 1 })).toMatchObject({ changes: [], effects: [] });
    expect((snapshot(world.trail) as { readonly steps: unknown }).steps).toEqual(before.steps);
  });
});
