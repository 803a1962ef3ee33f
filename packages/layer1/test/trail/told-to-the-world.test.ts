import { describe, expect, it } from 'vitest';
import { StepState } from '../../src/states.js';
import { TRANSITIONS } from '../../src/transitions.js';
import { KEPT, LEFT_BEHIND, LOST, resumed } from '../support/resuming.js';
import { trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

/** A trail `a -> b` of which `a` runs. */
function running(): World {
  const world = new World(trailOf([['a', 'b']]));
  world.call('start');
  return world;
}

describe('What an attempt is handed', () => {
  it('is a message that answers no prompt, as it was sent', () => {
    const world = running();
    const { effects } = world.happen({ type: 'message', steps: [0, 1, 2], message: { go: true } });
    expect(effects).toStrictEqual([{ type: 'deliver', n: 0, attempt: 1, delivery: { type: 'message', message: { go: true } } }]);
  });

  it('is a reply with the prompt that it answers', () => {
    const world = running();
    const promptId = world.prompt('a');
    const { effects } = world.happen({ type: 'reply', promptId, value: 7 });
    expect(effects).toStrictEqual([{ type: 'deliver', n: 0, attempt: 1, delivery: { type: 'reply', promptId, value: 7 } }]);
  });

  it('is a timeout with the prompt that it closes', () => {
    const world = running();
    const promptId = world.prompt('a', 'Well?', 20);
    const { effects } = world.happen({ type: 'timer', timer: { kind: 'prompt', n: 0, attempt: 1, promptId } });
    expect(effects).toStrictEqual([{ type: 'deliver', n: 0, attempt: 1, delivery: { type: 'timeout', promptId } }]);
  });
});

describe('The end of an attempt', () => {
  it('is asked for with the cause of the row that it follows from, and timed by the grace of its step', () => {
    const world = new World(trailOf([['a']], { a: { graceMs: 70 } }));
    world.call('start');
    world.tell('interrupt', 'a');
    expect(world.effects).toStrictEqual([
      { type: 'end', n: 0, attempt: 1, reason: 'operator' },
      { type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 }, at: world.now + 70 },
    ]);
  });

  it('is asked for by the operator where a row has no cause', () => {
    const rows = {
      ...TRANSITIONS.rows,
      drop: { on: 'step call', from: [StepState.Running], to: StepState.Paused, cause: null },
    } as const;
    const world = new World(trailOf([['a']], {}, { transitions: { ...TRANSITIONS, rows } }));
    world.call('start');
    const { effects } = world.happen({ type: 'command', call: 'drop', moves: [{ row: 'drop', steps: [0] }] });
    expect(effects[0]).toStrictEqual({ type: 'end', n: 0, attempt: 1, reason: 'operator' });
  });

  it.each([LEFT_BEHIND, KEPT])(
    'is asked for once more of one that was being ended when its server was lost, and is $fate',
    (fate) => {
      const world = running();
      world.tell('interrupt', 'a');
      expect(world.happen(resumed(world.trail, fate)).effects).toMatchObject([
        { type: 'end', n: 0, attempt: 1, reason: 'server lost' },
        { type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 } },
      ]);
    },
  );

  it('is not asked for of one that was being ended when its server was lost, and of which nothing is left', () => {
    const world = running();
    world.tell('interrupt', 'a');
    expect(world.happen(resumed(world.trail, LOST)).effects).toEqual([]);
  });
});

describe('A prompt', () => {
  it('without a time limit has no deadline', () => {
    const world = running();
    const promptId = world.prompt('a');
    expect(world.record('a').prompts).toStrictEqual([{ id: promptId, message: 'Well?', status: 'open' }]);
  });

  it('of a step whose number has several digits is found', () => {
    const names = Array.from({ length: 12 }, (_, k) => `s${k}`);
    const world = new World(trailOf(names.map((name) => [name] as const)));
    world.call('start');
    const promptId = world.prompt('s11');
    expect(promptId).toBe('11.1.1');
    expect(world.trail.prompt(promptId)).toMatchObject({ n: 11, attempt: 1 });
  });

  it('of the step after the last one is not found', () => {
    expect(running().trail.prompt('2.1.1')).toBeUndefined();
  });
});

describe('A timer', () => {
  it('of an end is waited for until the attempt is gone', () => {
    const world = running();
    const timer = { kind: 'grace', n: 0, attempt: 1 } as const;
    expect(world.trail.isAwaited(timer)).toBe(false);
    world.tell('interrupt', 'a');
    expect(world.trail.isAwaited(timer)).toBe(true);
    expect(world.trail.isAwaited({ ...timer, attempt: 2 })).toBe(false);
    world.fail('a');
    expect(world.trail.isAwaited(timer)).toBe(false);
  });

  it('of a prompt is waited for until that is answered, and not while another one is ending', () => {
    const world = running();
    const promptId = world.prompt('a', 'Well?', 20);
    const timer = { kind: 'prompt', n: 0, attempt: 1, promptId } as const;
    expect(world.trail.isAwaited(timer)).toBe(true);
    expect(world.trail.isAwaited({ ...timer, promptId: '0.1.9' })).toBe(false);
    world.call('reply', { prompt_id: promptId, value: 1 });
    expect(world.trail.isAwaited(timer)).toBe(false);
  });
});

describe('What never was', () => {
  it('is told of processes that an attempt has left: it changes nothing', () => {
    const processes = [{ pid: 4, startTime: '4', command: 'sleep' }];
    expect(running().happen({ type: 'survivors', n: 0, attempt: 2, processes }).changes).toEqual([]);
  });

  it('is named when a command is about a row that the table has not', () => {
    const world = running();
    const happen = () => world.happen({ type: 'command', call: 'teleport', moves: [{ row: 'teleport', steps: [0] }] });
    expect(happen).toThrow(/teleport/);
  });
});

describe('A trail that is told to break its own rule', () => {
  it('does not: a step whose parent is not done any more waits for it, and starts once it is', () => {
    const world = running();
    world.succeed('a');
    world.tell('interrupt', 'b');
    const { effects } = world.happen(resumed(world.trail, LOST, [{ to: StepState.Waiting, steps: [0, 1] }]));
    expect(effects).toStrictEqual([{ type: 'start', n: 0, attempt: 2 }]);
    expect(world.states).toEqual({ a: StepState.Running, b: StepState.Waiting });
    expect(world.trail.isReached(1)).toBe(false);
    expect(world.succeed('a').effects).toStrictEqual([{ type: 'start', n: 1, attempt: 2 }]);
  });
});
