import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildTrail } from '../../src/build-trail.js';
import { trailManager } from '../../src/manager/trail-manager.js';
import { type Clock, ManualClock } from '../../src/ports/clock.js';
import { MemoryJournal } from '../../src/ports/journal.js';
import { MemoryTransport } from '../../src/ports/memory-transport.js';
import type { ApiConnection } from '../../src/ports/transport.js';
import { type Definition, step } from '../../src/step.js';
import { HandPeer } from '../support/manager-ports.js';
import { quiet, rigFor, settleAll } from '../support/manager-rig.js';
import { trailOf } from '../support/trails.js';

const SIZE = 10_000;

/** What keeps a process alive, by kind. Timers of the test runner come and go: ours are counted one by one. */
function activeResources(): ReadonlyMap<string, number> {
  const counts = new Map([['ours', vi.getTimerCount()]]);
  for (const kind of process.getActiveResourcesInfo()) if (kind !== 'Timeout') counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** Resolves when there is no more of anything than there was. What the test runner does itself passes; a leak stays. */
async function noMoreThan(before: ReadonlyMap<string, number>): Promise<void> {
  const isMore = () => [...activeResources()].some(([kind, count]) => count > (before.get(kind) ?? 0));
  for (let round = 0; isMore() && round < 100; round++) await quiet();
  expect(isMore()).toBe(false);
}

const warnings: Error[] = [];
const note = (warning: Error): void => void warnings.push(warning);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  process.on('warning', note);
});

afterEach(() => {
  vi.useRealTimers();
  process.off('warning', note);
  expect(warnings.splice(0)).toEqual([]);
});

interface Shape {
  readonly name: string;
  readonly definitionOf: (actions: readonly (() => Promise<void>)[]) => Definition<unknown>;
}

const shapes: readonly Shape[] = [
  {
    name: 'fan-out',
    definitionOf: (actions) => {
      const [root, ...others] = actions.map((action, i) => step(action, { name: `s${i}` }));
      return others.map((other) => [root as NonNullable<typeof root>, other]);
    },
  },
  {
    name: 'chain',
    definitionOf: (actions) => {
      const steps = actions.map((action, i) => step(action, { name: `s${i}` }));
      return steps.slice(1).map((child, i) => [steps[i] as typeof child, child]);
    },
  },
];

/** A trail of steps that do nothing, each of which tells when it runs, and a client. */
async function bigTrail({ definitionOf }: Shape, onRun: () => void) {
  const actions = Array.from({ length: SIZE }, () => async () => onRun());
  const transport = new MemoryTransport();
  const journal = new MemoryJournal();
  const manager = trailManager(buildTrail(definitionOf(actions)), { transports: [transport], journal });
  await manager.start();
  return { manager, journal, transport, client: await transport.connect() };
}

describe.each(shapes)('ten thousand steps as a $name', (shape) => {
  it('all run, while what is asked meanwhile is answered between slices', async () => {
    let ran = 0;
    let isOver = false;
    const ranAtAnswers: number[] = [];
    const answering: Promise<void>[] = [];
    const askAgain = async (client: ApiConnection): Promise<void> => {
      for (let i = 0; i < 5; i++) {
        const answered = await client.request('status', { tags: { n: 0 }, status_fields: ['state'] });
        expect(answered.result).toEqual([{ state: 'Succeeded' }]);
        ranAtAnswers.push(ran);
      }
      expect(isOver).toBe(false);
    };
    const { manager, client } = await bigTrail(shape, () => {
      ran += 1;
      if (ran === 2) answering.push(askAgain(client));
    });
    await client.request('start');
    expect(await manager.finished).toEqual({ outcome: 'finished' });
    isOver = true;
    await Promise.all(answering);
    expect(ran).toBe(SIZE);
    expect(ranAtAnswers).toHaveLength(5);
    expect(Math.max(...ranAtAnswers)).toBeLessThan(SIZE);
    await client.request('shutdown');
    await manager.closed;
  });

  it('leave nothing behind: no timer, no listener, no connection, no gap in the journal', async () => {
    const before = activeResources();
    const { manager, client, journal } = await bigTrail(shape, () => undefined);
    const peer = new HandPeer();
    await manager.handle({ wire: 2, message: { name: 'subscribe' }, peer });
    const waiting = manager.handle({ wire: 2, message: { name: 'wait' }, peer });
    await client.request('start');
    await manager.finished;
    await waiting;
    await quiet();
    await noMoreThan(before);
    expect(getEventListeners(peer.gone, 'abort')).toHaveLength(1);
    const revisions: number[] = [];
    for await (const { revision } of journal.read()) revisions.push(revision);
    expect(revisions).toEqual(Array.from({ length: SIZE + 2 }, (_, i) => i));
    expect(peer.pushed).toHaveLength(SIZE + 1);
    await client.request('shutdown');
    await manager.closed;
    await client.closed;
    await noMoreThan(before);
  });
});

describe('ten thousand steps that are all interrupted', () => {
  it('leave no timer behind once their attempts are gone', async () => {
    const graph = Array.from({ length: SIZE }, (_, i) => [`s${i}`] as const);
    const rig = rigFor(trailOf(graph));
    void rig.ask('start');
    while (rig.executor.asked.length < SIZE) await settleAll(rig);
    void rig.ask('interrupt');
    while (rig.executor.asked.length < 2 * SIZE) await settleAll(rig);
    expect(rig.clock.nextAt).toBe(11_000);
    for (let n = 0; n < SIZE; n++) rig.executor.succeed(`${n}.1`);
    while (rig.trail.steps.some(({ n }) => rig.trail.record(n).ending !== null)) await settleAll(rig);
    expect(rig.clock.nextAt).toBeNull();
  });
});

describe('a trail that waits', () => {
  /** A clock that counts how often it is asked anything. */
  class CountingClock implements Clock {
    readonly #clock = new ManualClock();
    asked = 0;

    now(): number {
      this.asked += 1;
      return this.#clock.now();
    }

    after(delayMs: number, callback: () => void): () => void {
      this.asked += 1;
      return this.#clock.after(delayMs, callback);
    }
  }

  it('for its start, a running step, an answer or an operator does nothing at all', async () => {
    const before = activeResources();
    const clock = new CountingClock();
    const rig = rigFor(trailOf([['a', 'b']]), { clock });
    const heldBack = rig.ask('wait');
    const rests = async (): Promise<void> => {
      await settleAll(rig);
      const { asked } = clock;
      const { revision } = rig.trail;
      await quiet();
      expect([clock.asked, rig.trail.revision]).toEqual([asked, revision]);
      await noMoreThan(before);
    };
    await rests();
    void rig.ask('start');
    await rests();
    rig.executor.report('0.1').prompt('0.1.1', 'which?', {});
    await rests();
    rig.executor.report('0.1').ended({ ok: false, error: { message: 'bad' } });
    await rests();
    void rig.ask('skip', { tags: { name: 'a' } });
    await rests();
    expect(rig.executor.asked).toEqual(['start 0.1', 'start 1.1']);
    rig.executor.succeed('1.1');
    await rests();
    expect((await heldBack).result).toMatchObject({ outcome: 'finished' });
    await rests();
  });

  it('on the time of this computer has no timer but those of its prompts and graces', async () => {
    const before = activeResources();
    const transport = new MemoryTransport();
    const asking = step(async (env) => env.input('which?', { timeoutMs: 3_600_000 }), { name: 'asking' });
    const manager = trailManager(buildTrail([[asking]]), { transports: [transport] });
    await manager.start();
    const client = await transport.connect();
    await client.request('start');
    await client.request('wait', { until: 'needsInput' });
    await quiet();
    expect(vi.getTimerCount()).toBe(1);
    await client.request('reply', { prompt_id: '0.1.1', value: 'this' });
    await manager.finished;
    await quiet();
    await noMoreThan(before);
    await client.request('shutdown');
    await manager.closed;
  });
});
