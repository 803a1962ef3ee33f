import { describe, expect, it } from 'vitest';
import { EffectRunner } from '../../src/manager/effect-runner.js';
import { ContextKeeper } from '../../src/memory/context-keeper.js';
import { TrailMemory } from '../../src/memory/trail-memory.js';
import { ManualClock } from '../../src/ports/clock.js';
import type { TrailEvent } from '../../src/trail/events.js';
import { HandExecutor, success } from '../support/manager-ports.js';
import { trailOf } from '../support/trails.js';

/** A trail, a runner that carries out what it wants, and what the runner says has happened. `apply` carries out at once what follows. */
function world(names: readonly string[] = ['a']) {
  const trail = trailOf(names.map((name) => [name]));
  const executor = new HandExecutor();
  const clock = new ManualClock(1_000);
  const happened: TrailEvent[] = [];
  const runner = new EffectRunner({
    trail,
    executor,
    clock,
    memory: new TrailMemory({}),
    context: new ContextKeeper({ host: 'db-1' }),
    params: {},
    key: 'release/1',
    attemptFolder: undefined,
    happened: (event) => happened.push(event),
  });
  runner.begin();
  const decide = (event: TrailEvent) => trail.apply(event, clock.now()).effects;
  const apply = (...events: readonly TrailEvent[]): void => {
    for (const event of events) for (const effect of decide(event)) runner.run(effect);
  };
  const news = (): readonly TrailEvent[] => happened.splice(0);
  return { trail, executor, clock, runner, apply, decide, news };
}

function call(row: string, ...steps: readonly number[]): TrailEvent {
  return { type: 'command', call: row, moves: [{ row, steps }] };
}

function prompt(promptId: string, timeoutMs?: number): TrailEvent {
  return { type: 'prompt', n: 0, attempt: 1, promptId, message: '?', ...(timeoutMs !== undefined && { timeoutMs }) };
}

const start = call('start', 0);
const interrupt = call('interrupt', 0);
const shutdown: TrailEvent = { type: 'shutdown' };

describe('an attempt', () => {
  it('is started with its step and the context, ended with the cause, and handed what is for it', () => {
    const seen: unknown[] = [];
    const { trail, apply, executor } = world();
    const startTask = executor.start.bind(executor);
    executor.start = (task, report) => {
      seen.push(task);
      startTask(task, report);
    };
    apply(start, prompt('0.1.1'), { type: 'reply', promptId: '0.1.1', value: 7 }, { type: 'message', steps: [0], message: 'm' });
    apply(shutdown);
    const task = { n: 0, attempt: 1, step: trail.step(0).definition, context: { host: 'db-1' } };
    expect(seen).toEqual([{ ...task, params: {}, results: new Map(), key: 'release/1/0.1', folder: null }]);
    expect(executor.asked).toEqual(['start 0.1', 'reply 0.1', 'message 0.1', 'end 0.1 shutdown']);
    expect(executor.deliveries).toEqual([
      { type: 'reply', promptId: '0.1.1', value: 7 },
      { type: 'message', message: 'm' },
    ]);
  });

  it('is heard: its output goes to the trail at once, what it asks and its end are news', () => {
    const { trail, apply, executor, news } = world();
    apply(start);
    const report = executor.report('0.1');
    report.output('a line');
    report.prompt('0.1.1', 'which?', {});
    report.prompt('0.1.2', 'and this?', { timeoutMs: 500 });
    report.withdrawn('0.1.2');
    report.ended(success('done'));
    expect(trail.outputOf(0)?.all()).toEqual(['a line']);
    expect(news()).toEqual([
      { type: 'prompt', n: 0, attempt: 1, promptId: '0.1.1', message: 'which?' },
      { type: 'prompt', n: 0, attempt: 1, promptId: '0.1.2', message: 'and this?', timeoutMs: 500 },
      { type: 'withdrawn', n: 0, attempt: 1, promptId: '0.1.2' },
      { type: 'ended', n: 0, attempt: 1, outcome: { ok: true, value: 'done' } },
    ]);
  });

  it('that was interrupted still has its output shown while it runs; after its end nothing it says is heard', () => {
    const { trail, apply, executor, news } = world();
    apply(start, interrupt);
    const report = executor.report('0.1');
    report.output('cleaning up');
    report.ended(success());
    expect(news()).toHaveLength(1);
    report.output('late');
    report.prompt('0.1.1', 'late?', {});
    report.withdrawn('0.1.1');
    report.ended(success('late'));
    expect(news()).toEqual([]);
    expect(trail.outputOf(0)?.all()).toEqual(['cleaning up']);
  });

  it('that was interrupted before its start was carried out is never started, and its end is news', () => {
    const { trail, decide, runner, executor, news } = world();
    const starting = decide(start);
    const ending = decide(interrupt);
    for (const effect of [...starting, ...ending]) runner.run(effect);
    expect(executor.asked).toEqual(['end 0.1 operator']);
    const [ended, ...others] = news();
    expect(others).toEqual([]);
    expect(ended).toMatchObject({ type: 'ended', n: 0, attempt: 1, outcome: { ok: false } });
    decide(ended as TrailEvent);
    expect(trail.record(0)).toMatchObject({ state: 'Interrupted', ending: null });
  });
});

describe('the timer of the grace', () => {
  it('says when an attempt that was ended has had its time', () => {
    const { apply, clock, news } = world();
    apply(start, interrupt);
    expect(clock.nextAt).toBe(11_000);
    clock.advance(9_999);
    expect(news()).toEqual([]);
    clock.advance(1);
    expect(news()).toEqual([{ type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 } }]);
  });

  it('is taken back when the attempt is gone', () => {
    const { apply, clock, executor } = world(['a', 'b']);
    apply(call('start', 0, 1), call('interrupt', 0, 1));
    executor.succeed('0.1');
    clock.advance(1);
    expect(clock.nextAt).toBe(11_000);
    executor.succeed('1.1');
    expect(clock.nextAt).toBeNull();
  });

  it('is news also if the attempt was heard to be gone meanwhile, as that may not be durable: nothing awaits it then', () => {
    const { trail, apply, decide, runner, clock, news } = world();
    const starting = decide(start);
    for (const effect of [...starting, ...decide(interrupt)]) runner.run(effect);
    apply(...news());
    clock.advance(20_000);
    const timer = { kind: 'grace', n: 0, attempt: 1 } as const;
    expect(news()).toEqual([{ type: 'timer', timer }]);
    expect(trail.isAwaited(timer)).toBe(false);
  });
});

describe('the timer of a prompt', () => {
  it('says when its time is over, counted from the prompt being recorded', () => {
    const { apply, clock, news, executor } = world();
    apply(start, prompt('0.1.1', 500), prompt('0.1.2'));
    clock.advance(499);
    expect(news()).toEqual([]);
    clock.advance(1);
    const timer: TrailEvent = { type: 'timer', timer: { kind: 'prompt', n: 0, attempt: 1, promptId: '0.1.1' } };
    expect(news()).toEqual([timer]);
    apply(timer);
    expect(executor.asked).toEqual(['start 0.1', 'timeout 0.1']);
    expect(clock.nextAt).toBeNull();
  });

  it('is taken back when the prompt is answered', () => {
    const { apply, clock } = world();
    apply(start, prompt('0.1.1', 500), prompt('0.1.2', 900));
    apply({ type: 'reply', promptId: '0.1.1', value: null });
    expect(clock.nextAt).toBe(1_900);
    apply({ type: 'message', steps: [0], message: 'an answer to the other' });
    expect(clock.nextAt).toBeNull();
  });

  it('is taken back when the attempt ends', () => {
    const { apply, clock, executor } = world();
    apply(start, prompt('0.1.1', 500), prompt('0.1.2', 900));
    executor.succeed('0.1');
    expect(clock.nextAt).toBeNull();
  });

  it('is not set for a prompt that is closed by the time it would be', () => {
    const { decide, runner, clock } = world();
    const effects = [start, prompt('0.1.1', 500), { type: 'ended', n: 0, attempt: 1, outcome: success() } as const].flatMap(
      (event) => [...decide(event)],
    );
    for (const effect of effects) runner.run(effect);
    expect(clock.nextAt).toBeNull();
  });
});

describe('close', () => {
  it('lets go of every timer', () => {
    const { apply, clock, runner } = world(['a', 'b']);
    apply(call('start', 0, 1), prompt('0.1.1', 500), call('interrupt', 1));
    runner.close();
    expect(clock.nextAt).toBeNull();
  });
});
