import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Pairs, step } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Build, type TaskProgress } from '../src/build.js';
import type { Task, TaskEnvironment } from '../src/task.js';

/** Tasks that end when, and as, the test says. */
class Workshop {
  readonly running = new Map<string, { succeed: () => void; fail: (error: Error) => void }>();
  readonly #tasks = new Map<string, Task>();

  task(name: string): Task {
    const known = this.#tasks.get(name) ?? step((env: TaskEnvironment) => this.#work(name, env), { name });
    this.#tasks.set(name, known);
    return known;
  }

  async #work(name: string, { signal }: TaskEnvironment): Promise<void> {
    try {
      await new Promise<void>((succeed, fail) => {
        this.running.set(name, { succeed, fail });
        signal.addEventListener('abort', () => fail(signal.reason));
      });
    } finally {
      this.running.delete(name);
    }
  }
}

const graphs = fc
  .array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 25 })
  .map((edges) => edges.map(([a, b]) => (a === b ? [a] : [Math.min(a, b), Math.max(a, b)])));

const choices = fc.array(fc.record({ which: fc.nat(9), how: fc.constantFrom('succeed', 'fail', 'cancel') }));

describe('A build', () => {
  it('keeps its jobs busy with what is reached, and leaves alone what is not', async () => {
    const property = fc.asyncProperty(graphs, choices, fc.integer({ min: 1, max: 4 }), async (graph, chosen, jobs) => {
      const workshop = new Workshop();
      const build = new Build(graph.map((pair) => pair.map((n) => workshop.task(`${n}`))) as unknown as Pairs<Task>, { jobs });
      const ended = build.run();
      for (const { which, how } of endlessly(chosen)) {
        await nextTurn();
        const reached = reachedIn(graph, build.progress());
        expect(workshop.running.size).toBe(Math.min(jobs, reached.size));
        expect([...workshop.running.keys()].filter((name) => !reached.has(name))).toEqual([]);
        if (reached.size === 0) break;
        const name = [...workshop.running.keys()][which % workshop.running.size] as string;
        if (how === 'cancel') build.cancel(name);
        else if (how === 'fail') workshop.running.get(name)?.fail(new Error('as told'));
        else workshop.running.get(name)?.succeed();
      }
      await ended;
    });
    await fc.assert(property);
  });

  it('never starts a task that was cancelled before its turn', async () => {
    const workshop = new Workshop();
    const build = new Build([
      [workshop.task('first'), workshop.task('second')],
      [workshop.task('second'), workshop.task('third')],
    ]);
    const ended = build.run();
    expect(build.cancel('second')).toEqual(['second']);
    expect(build.cancel('second')).toEqual([]);
    workshop.running.get('first')?.succeed();
    await ended;
    expect(build.progress().map(({ state }) => state)).toEqual(['done', 'cancelled', 'waiting']);
  });

  it('shows why a task failed', async () => {
    const workshop = new Workshop();
    const build = new Build([[workshop.task('only')]]);
    const ended = build.run();
    workshop.running.get('only')?.fail(new Error('no more paper'));
    await ended;
    expect(build.progress()).toEqual([{ name: 'only', state: 'failed', note: 'no more paper' }]);
  });
});

/** The names of the tasks that run, or would if there were a job for them. */
function reachedIn(graph: readonly (readonly number[])[], tasks: readonly TaskProgress[]): ReadonlySet<string> {
  const stateOf = new Map(tasks.map(({ name, state }) => [name, state]));
  const held = new Set(graph.filter(([parent]) => stateOf.get(`${parent}`) !== 'done').map(([, child]) => `${child}`));
  const open = tasks.filter(({ name, state }) => (state === 'waiting' || state === 'running') && !held.has(name));
  return new Set(open.map(({ name }) => name));
}

function* endlessly(chosen: readonly { which: number; how: string }[]) {
  yield* chosen;
  while (true) yield { which: 0, how: 'succeed' };
}
