import { deepStrictEqual, ok } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { buildTrail } from '../../src/build-trail.js';
import type { LimitOptions } from '../../src/limits.js';
import { StepState } from '../../src/states.js';
import { type Step, step } from '../../src/step.js';
import type { Limit } from '../../src/trail/limit.js';
import type { Applied, Trail } from '../../src/trail/trail.js';
import { whileLiving } from '../support/controlled-lives.js';
import { resumed } from '../support/resuming.js';
import { type Graph, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Waiting, Running, Interrupted, Skipped, ToPause, Paused } = StepState;

/** What limits should do, worked out the slow way after every event: by counting attempts, and keeping a line of its own. */
class SlotModel {
  readonly #trail: Trail;
  #limits: readonly Limit[];
  #line: readonly number[] = [];

  constructor(trail: Trail) {
    this.#trail = trail;
    this.#limits = trail.limits;
  }

  check({ event, effects, changes }: Applied): void {
    if (event.type === 'limit') this.#limits = [...this.#others(event), ...(event.most === null ? [] : [event])];
    const starts = effects.filter((effect) => effect.type === 'start').map(({ n }) => n);
    const started = starts.filter((n) => this.#limitsOf(n).length > 0);
    const waiting = this.#trail.steps.map(({ n }) => n).filter((n) => this.#trail.record(n).cause === 'slot');
    const candidates = [...started, ...waiting];
    // Whoever is unreached and reached again in one event has come anew.
    const left = changes
      .filter(({ state, cause }) => state === undefined && cause !== undefined && cause !== 'slot')
      .map(({ n }) => n);
    const stayed = this.#line.filter((n) => candidates.includes(n) && !left.includes(n));
    const arrived = candidates.filter((n) => !stayed.includes(n)).toSorted((a, b) => a - b);
    const { starting, line } = this.#serve([...stayed, ...arrived], starts);
    deepStrictEqual(started, starting);
    deepStrictEqual(waiting.toSorted(), line.toSorted());
    for (const limit of this.#limits) {
      const isUsedMore = this.#used(limit, []) > Number(limit.most);
      if (isUsedMore) ok(!starts.some((n) => this.#isUnder(n, limit)), 'no attempt starts beyond a limit');
    }
    this.#line = line;
  }

  /** First come, first served; whoever does not fit lets those pass who do. */
  #serve(line: readonly number[], starts: readonly number[]) {
    const starting: number[] = [];
    for (const n of line) {
      const others = starts.filter((one) => !starting.includes(one));
      const hasRoom = this.#limitsOf(n).every((limit) => this.#used(limit, others) < Number(limit.most));
      if (hasRoom && this.#trail.isStarted && !this.#trail.isShuttingDown) starting.push(n);
    }
    return { starting, line: line.filter((n) => !starting.includes(n)) };
  }

  /** Attempts that are under way or being ended, but for those of some steps. */
  #used(limit: Limit, without: readonly number[]): number {
    return this.#trail.attemptsUnderWay.filter(({ n }) => this.#isUnder(n, limit) && !without.includes(n)).length;
  }

  #limitsOf(n: number): readonly Limit[] {
    return this.#limits.filter((limit) => this.#isUnder(n, limit));
  }

  #isUnder(n: number, { tags }: Limit): boolean {
    return Object.entries(tags).every(([key, value]) => this.#trail.step(n).tags[key] === value);
  }

  #others({ tags }: Limit): readonly Limit[] {
    return this.#limits.filter((limit) => JSON.stringify(limit.tags) !== JSON.stringify(tags));
  }
}

describe('Limits, in any trail of up to 30 steps', () => {
  it('are never exceeded by a start, leave no slot free that somebody in line could take, and serve in order of arrival', () => {
    let waited = 0;
    whileLiving((trail) => {
      const model = new SlotModel(trail);
      return (applied) => {
        model.check(applied);
        waited += applied.changes.filter(({ cause }) => cause === 'slot').length;
      };
    }, 250);
    ok(waited > 100, `${waited} steps waited for a slot`);
  });
});

const SINGLES: Graph = ['a', 'b', 'c', 'd'].map((name) => [name] as const);

function limited(...limits: LimitOptions[]): World {
  return new World(trailOf(SINGLES, {}, { limits }));
}

function setLimit(world: World, most: number | null, tags = {}): readonly string[] {
  world.call('set_limit', { tags, most });
  return startsOf(world);
}

function startsOf(world: World): readonly string[] {
  return world.effects.flatMap((effect) => (effect.type === 'start' ? [world.trail.step(effect.n).name] : []));
}

describe('A limit', () => {
  it('of the whole trail lets as many steps run as it says, and the others wait with the cause slot', () => {
    const world = limited({ most: 2 });
    world.call('start');
    expect(world.states).toEqual({ a: Running, b: Running, c: Waiting, d: Waiting });
    expect([world.record('c').cause, world.record('d').cause]).toEqual(['slot', 'slot']);
    world.succeed('b');
    expect(startsOf(world)).toEqual(['c']);
    expect(world.record('c').cause).toBeNull();
  });

  it('of steps with certain tags leaves the others alone', () => {
    const world = limited({ tags: { kind: 'kind of a' }, most: 0 });
    world.call('start');
    expect(world.states).toEqual({ a: Waiting, b: Running, c: Running, d: Running });
  });

  it('of 0 lets none run, and the trail is not finished for that', () => {
    const world = limited({ most: 0 });
    world.call('start');
    expect(world.started).toEqual([]);
    expect(world.trail.isFinished).toBe(false);
    expect(setLimit(world, 1)).toEqual(['a']);
  });

  it('can be raised, lowered, taken away and given while the trail runs', () => {
    const world = limited({ most: 3 });
    world.call('start');
    expect(setLimit(world, 1)).toEqual([]);
    expect(world.states).toEqual({ a: Running, b: Running, c: Running, d: Waiting });
    world.succeed('a');
    world.succeed('b');
    expect(startsOf(world)).toEqual([]);
    world.succeed('c');
    expect(startsOf(world)).toEqual(['d']);

    const other = limited();
    setLimit(other, 0);
    other.call('start');
    expect(setLimit(other, null)).toEqual(['a', 'b', 'c', 'd']);
    expect(other.trail.limits).toEqual([]);
  });

  it('for the same tags takes the place of the one before, whatever their order', () => {
    const world = limited({ tags: { name: 'a', kind: 'kind of a' }, most: 0 });
    setLimit(world, 1, { kind: 'kind of a', name: 'a' });
    expect(world.trail.limits).toEqual([{ tags: { kind: 'kind of a', name: 'a' }, most: 1 }]);
  });

  it('overlapping another one lets a step run only where both have room', () => {
    const world = limited({ most: 2 }, { tags: { name: 'b' }, most: 0 });
    world.call('start');
    expect(world.states).toEqual({ a: Running, b: Waiting, c: Running, d: Waiting });
    setLimit(world, 1, { name: 'b' });
    expect(world.state('b')).toBe(Waiting);
    world.succeed('a');
    expect(startsOf(world)).toEqual(['b']);
  });
});

describe('The line for a slot', () => {
  it('is served in order of arrival, and those that came together by their numbers', () => {
    const world = limited({ most: 1 });
    for (const name of ['b', 'c']) world.tell('pause', name);
    world.call('start');
    world.tell('resume', 'c');
    world.tell('resume', 'b');
    for (const name of ['a', 'd', 'c']) world.succeed(name);
    expect(world.started).toEqual(['a 1', 'd 1', 'c 1', 'b 1']);

    const together = limited({ most: 1 });
    together.call('start');
    for (const name of ['a', 'b', 'c']) together.succeed(name);
    expect(together.started).toEqual(['a 1', 'b 1', 'c 1', 'd 1']);
  });

  it('lets those pass who fit where those before them do not', () => {
    const world = limited({ most: 2 }, { tags: { name: 'b' }, most: 0 });
    world.call('start');
    world.succeed('a');
    expect(startsOf(world)).toEqual(['d']);
    expect(world.record('b')).toMatchObject({ state: Waiting, cause: 'slot' });
  });

  it('is left by a step that is paused or skipped, which stands at its end when it comes again', () => {
    const world = limited({ most: 1 });
    world.call('start');
    world.tell('pause', 'b');
    world.tell('skip', 'c');
    expect(world.states).toEqual({ a: Running, b: Paused, c: Skipped, d: Waiting });
    world.tell('resume', 'b');
    world.succeed('a');
    expect(startsOf(world)).toEqual(['d']);
  });

  it('is left by a step that is no longer reached', () => {
    const graph: Graph = [
      ['a', 'b'],
      ['a', 'c'],
    ];
    const world = new World(trailOf(graph, {}, { limits: [{ most: 1 }] }));
    world.call('start');
    world.succeed('a');
    world.tell('rerun', 'a');
    expect(world.states).toEqual({ a: Waiting, b: Running, c: Waiting });
    expect([world.record('c').cause, world.record('a').cause]).toEqual([null, 'slot']);
  });

  it('is joined anew, together, by steps that leave it and come back within one event, however long the way to each', () => {
    // Nothing failed: each handler is left out after the one before it, and what is after it may run.
    const names = ['failing', 'first', 'second', 'third', 'after first', 'after third'];
    const steps = Object.fromEntries(names.map((name) => [name, step(() => null, { name })])) as Record<string, Step>;
    const pair = (one: string, other: string): [Step, Step] => [steps[one] as Step, steps[other] as Step];
    const definition = [pair('first', 'after first'), pair('third', 'after third'), [steps.failing as Step] as const];
    const failurePairs = [pair('failing', 'first'), pair('first', 'second'), pair('second', 'third')];
    const world = new World(buildTrail(definition, { failurePairs, limits: [{ tags: {}, most: 1 }] }));
    world.call('start');
    world.call('set_limit', { tags: {}, most: 0 });
    world.succeed('failing');
    expect(['after first', 'after third'].map((name) => world.record(name).cause)).toEqual(['slot', 'slot']);
    world.tell('rerun', 'first');
    expect(setLimit(world, 1)).toEqual(['after first']);
  });

  it('is the same on a fork, and in a trail that was folded', () => {
    const world = limited({ most: 1 });
    world.tell('pause', 'b');
    world.call('start');
    world.tell('resume', 'b');
    const folded = trailOf(SINGLES, {}, { limits: [{ most: 1 }] });
    for (const applied of world.log) folded.fold(applied);
    for (const trail of [world.trail.fork(), folded]) {
      const other = new World(trail);
      for (const name of ['a', 'c', 'd']) other.succeed(name);
      expect(other.started).toEqual(['c 1', 'd 1', 'b 1']);
    }
  });
});

describe('A slot', () => {
  it('is free only when an interrupted attempt is gone, or given up', () => {
    for (const leave of ['gone', 'given up']) {
      const world = limited({ most: 1 });
      world.call('start');
      world.tell('interrupt', 'a');
      expect([world.states.a, world.states.b, startsOf(world)]).toEqual([Interrupted, Waiting, []]);
      if (leave === 'gone') world.fail('a');
      else world.happen({ type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 } });
      expect(startsOf(world)).toEqual(['b']);
    }
  });

  it('is not taken while the server ends, and is when another server takes the trail up', () => {
    const world = limited({ most: 1 });
    world.call('start');
    world.call('shutdown');
    world.fail('a');
    expect(startsOf(world)).toEqual([]);
    world.happen(resumed(world.trail));
    expect(startsOf(world)).toEqual(['b']);
  });

  it('is not taken by what is paused until it is resumed, nor before the trail is started', () => {
    const world = limited({ most: 1 });
    world.tell('pause', 'a');
    expect([world.state('a'), world.started]).toEqual([Paused, []]);
    world.call('start');
    expect(startsOf(world)).toEqual(['b']);
    expect(world.states).not.toMatchObject({ a: ToPause });
  });
});
