import { describe, expect, it } from 'vitest';
import { buildTrail } from '../../src/build-trail.js';
import { StepState } from '../../src/states.js';
import { type Definition, type Step, step } from '../../src/step.js';
import type { Trail } from '../../src/trail/trail.js';
import { runOut } from '../support/timers.js';
import { CONDITION, definitionOf, type Graph, type OptionsByName } from '../support/trails.js';
import { World } from '../support/world.js';

const { Ready, Waiting, Running, Succeeded, Failed, PausedOnFail, ToPause, Paused, Skipped, Blocked, Interrupted } = StepState;
const FAILS = { pauseOnFail: false };

interface Given {
  readonly definition?: Graph;
  readonly failurePairs: Graph;
  readonly options?: OptionsByName;
}

/** A trail with failure pairs by the names of its steps. */
function trailWith({ definition = [], failurePairs, options = {} }: Given): Trail {
  const all = definitionOf([...definition, ...failurePairs], options);
  return buildTrail(all.slice(0, definition.length), { failurePairs: all.slice(definition.length) });
}

function started(given: Given): World {
  const world = new World(trailWith(given));
  world.call('start');
  return world;
}

/** `deploy`, what is done where it succeeds, and what is done where it fails. */
const DEPLOYING: Given = {
  definition: [['deploy', 'announce']],
  failurePairs: [['deploy', 'rollback']],
  options: { deploy: FAILS },
};

describe('The handler of a failure pair', () => {
  it('runs when its step has Failed, which needs nobody to look at it any more', () => {
    const world = started(DEPLOYING);
    world.fail('deploy');
    expect(world.states).toEqual({ deploy: Failed, announce: Waiting, rollback: Running });
    expect([world.trail.hasFailure, world.trail.isFinished]).toEqual([false, false]);
    world.succeed('rollback');
    expect(world.trail.isFinished).toBe(true);
  });

  it('is Skipped when its step is done, and what comes after it goes on', () => {
    const world = started({ ...DEPLOYING, definition: [...(DEPLOYING.definition ?? []), ['rollback', 'report']] });
    world.succeed('deploy');
    expect(world.record('rollback')).toMatchObject({ state: Skipped, cause: 'condition', attempt: 0 });
    expect(world.states).toMatchObject({ announce: Running, report: Running });
  });

  it('is Skipped when its step is skipped or blocked, the latter as unreachable', () => {
    const skipped = started(DEPLOYING);
    skipped.tell('interrupt', 'deploy');
    skipped.tell('skip', 'deploy');
    expect(skipped.record('rollback')).toMatchObject({ state: Skipped, cause: 'condition' });
    const blocked = started(DEPLOYING);
    blocked.tell('interrupt', 'deploy');
    blocked.tell('block', 'deploy');
    expect(blocked.record('rollback')).toMatchObject({ state: Skipped, cause: 'unreachable' });
  });

  it('is Skipped as unreachable when its step cannot be reached', () => {
    const world = started({ ...DEPLOYING, definition: [['build', 'deploy']], options: { build: FAILS } });
    world.fail('build');
    expect(world.states).toEqual({ build: Failed, deploy: Waiting, rollback: Skipped });
    expect(world.record('rollback').cause).toBe('unreachable');
    expect([world.trail.isFinished, world.trail.hasFailure]).toEqual([true, true]);
  });

  it('waits while its step pauses due to failure, until that is decided on', () => {
    const world = started({ ...DEPLOYING, options: {} });
    world.fail('deploy');
    expect(world.states).toEqual({ deploy: PausedOnFail, announce: Waiting, rollback: Waiting });
    expect(world.trail.hasFailure).toBe(true);
    const resumed = world.trail.fork();
    world.tell('fail', 'deploy');
    expect([world.state('rollback'), world.trail.hasFailure]).toEqual([Running, false]);
    const other = new World(resumed);
    other.tell('mark_done', 'deploy');
    expect(other.states).toEqual({ deploy: Succeeded, announce: Running, rollback: Skipped });
  });

  it('waits during the retries of its step', () => {
    const world = started({ ...DEPLOYING, options: { deploy: { ...FAILS, retry: { attempts: 2 } } } });
    world.fail('deploy');
    expect(world.state('rollback')).toBe(Waiting);
    runOut(world, 'wait', 'deploy');
    world.fail('deploy');
    expect(world.state('rollback')).toBe(Running);
  });

  it('waits for its ordinary parents too, whichever comes first', () => {
    for (const order of [['deploy', 'snapshot'] as const, ['snapshot', 'deploy'] as const]) {
      const world = started({ ...DEPLOYING, definition: [['snapshot', 'rollback'], ['deploy']] });
      for (const name of order) {
        expect(world.state('rollback')).toBe(Waiting);
        if (name === 'deploy') world.fail(name);
        else world.succeed(name);
      }
      expect(world.state('rollback')).toBe(Running);
    }
  });

  it('is unreachable where an ordinary parent is given up', () => {
    const world = started({ ...DEPLOYING, definition: [['snapshot', 'rollback'], ['deploy']] });
    world.tell('interrupt', 'snapshot');
    world.tell('block', 'snapshot');
    world.fail('deploy');
    expect([world.state('rollback'), world.trail.isUnreachable(world.n('rollback'))]).toEqual([Waiting, true]);
  });

  it('of several steps waits until all are settled, and runs if one of them has Failed', () => {
    const pairs: Graph = [
      ['one', 'rollback'],
      ['two', 'rollback'],
    ];
    const given: Given = { failurePairs: pairs, options: { one: FAILS, two: FAILS } };
    const world = started(given);
    world.fail('one');
    expect(world.state('rollback')).toBe(Waiting);
    world.succeed('two');
    expect(world.state('rollback')).toBe(Running);

    const none = started(given);
    none.succeed('one');
    none.tell('interrupt', 'two');
    none.tell('block', 'two');
    expect(none.record('rollback')).toMatchObject({ state: Skipped, cause: 'condition' });
  });

  it('obeys its marks: it is skipped, blocked or paused when it is reached', () => {
    for (const [call, state] of [
      ['skip', Skipped],
      ['block', Blocked],
      ['pause', Paused],
    ] as const) {
      const world = started(DEPLOYING);
      world.tell(call, 'rollback');
      world.fail('deploy');
      expect(world.record('rollback')).toMatchObject({ state, cause: 'operator' });
    }
    const untriggered = started(DEPLOYING);
    untriggered.tell('pause', 'rollback');
    untriggered.succeed('deploy');
    expect(untriggered.record('rollback')).toMatchObject({ state: Skipped, cause: 'condition' });
  });

  it('is Skipped also before the trail is started, where its step is skipped', () => {
    const world = new World(trailWith(DEPLOYING));
    expect(world.state('rollback')).toBe(Ready);
    world.tell('skip', 'deploy');
    expect(world.record('rollback')).toMatchObject({ state: Skipped, cause: 'condition' });
  });

  it('of a handler runs when that fails', () => {
    const pairs: Graph = [
      ['deploy', 'rollback'],
      ['rollback', 'page'],
    ];
    const given: Given = { failurePairs: pairs, options: { deploy: FAILS, rollback: FAILS } };
    const world = started(given);
    world.fail('deploy');
    world.fail('rollback');
    expect([world.state('page'), world.trail.hasFailure]).toEqual([Running, false]);
    const fine = started(given);
    fine.succeed('deploy');
    expect(fine.states).toEqual({ deploy: Succeeded, rollback: Skipped, page: Skipped });
  });
});

describe('Deciding on a failed step that has a handler', () => {
  it('marking it done while the handler waits skips the handler, and what follows its success runs', () => {
    const world = started(DEPLOYING);
    world.call('set_limit', { tags: { name: 'rollback' }, most: 0 });
    world.fail('deploy');
    expect(world.record('rollback')).toMatchObject({ state: Waiting, cause: 'slot' });
    world.tell('mark_done', 'deploy');
    expect(world.states).toEqual({ deploy: Succeeded, announce: Running, rollback: Skipped });
    world.call('set_limit', { tags: { name: 'rollback' }, most: null });
    expect(world.started).toEqual(['deploy 1', 'announce 1']);
  });

  it('marking it done leaves a handler alone that runs or is over, and skips one that is held once it is resumed', () => {
    const running = started(DEPLOYING);
    running.fail('deploy');
    running.tell('mark_done', 'deploy');
    expect(running.states).toEqual({ deploy: Succeeded, announce: Running, rollback: Running });
    const held = started(DEPLOYING);
    held.tell('pause', 'rollback');
    held.fail('deploy');
    held.tell('mark_done', 'deploy');
    expect(held.state('rollback')).toBe(Paused);
    held.tell('resume', 'rollback');
    expect(held.record('rollback')).toMatchObject({ state: Skipped, cause: 'condition' });
  });

  it('running it again after the handler was skipped lets the handler wait again, and run if it fails now', () => {
    const world = started(DEPLOYING);
    world.succeed('deploy');
    world.tell('rerun', 'deploy');
    expect(world.states).toEqual({ deploy: Running, announce: Running, rollback: Waiting });
    expect(world.record('rollback').cause).toBeNull();
    world.fail('deploy');
    expect(world.record('rollback')).toMatchObject({ state: Running, attempt: 1 });
  });

  it('running it again leaves a handler alone that an operator skipped, or that has run', () => {
    const skipped = started(DEPLOYING);
    skipped.tell('skip', 'rollback');
    skipped.succeed('deploy');
    skipped.tell('rerun', 'deploy');
    expect(skipped.record('rollback')).toMatchObject({ state: Skipped, cause: 'operator' });
    const done = started(DEPLOYING);
    done.fail('deploy');
    done.succeed('rollback');
    done.tell('rerun', 'deploy');
    expect(done.states).toEqual({ deploy: Running, announce: Waiting, rollback: Succeeded });
  });

  it('running it again pauses a held handler no longer than it is reached', () => {
    const world = started(DEPLOYING);
    world.tell('pause', 'rollback');
    world.fail('deploy');
    world.tell('rerun', 'deploy');
    expect(world.record('rollback')).toMatchObject({ state: ToPause, cause: 'operator' });
    world.succeed('deploy');
    expect(world.record('rollback')).toMatchObject({ state: Skipped, cause: 'condition' });
  });

  it('a handler that was skipped as unreachable waits again when its step can be reached again', () => {
    const world = started({ ...DEPLOYING, definition: [['build', 'deploy']], options: { build: FAILS, deploy: FAILS } });
    world.fail('build');
    world.tell('rerun', 'build');
    expect(world.states).toEqual({ build: Running, deploy: Waiting, rollback: Waiting });
    world.succeed('build');
    world.fail('deploy');
    expect(world.state('rollback')).toBe(Running);
  });

  it('giving an interrupted step up triggers its handler, though the attempt is still ending', () => {
    const world = started(DEPLOYING);
    world.tell('interrupt', 'deploy');
    expect(world.states).toMatchObject({ deploy: Interrupted, rollback: Waiting });
    world.tell('fail', 'deploy');
    expect(world.record('deploy')).toMatchObject({ state: Failed, cause: 'operator', ending: 1 });
    expect(world.state('rollback')).toBe(Running);
  });
});

//  check -> x -> y; check => otherwise -> after
const BRANCHES: Given = {
  definition: [
    ['check', 'x'],
    ['x', 'y'],
    ['otherwise', 'after'],
  ],
  failurePairs: [['check', 'otherwise']],
  options: { check: CONDITION },
};

describe('The handler of a condition', () => {
  it('is its else branch: it runs with all below it while the other branch is left out', () => {
    const world = started(BRANCHES);
    world.fail('check');
    expect(world.states).toEqual({ check: Failed, x: Skipped, y: Skipped, otherwise: Running, after: Waiting });
    world.succeed('otherwise');
    expect(world.state('after')).toBe(Running);
  });

  it('is left out when the condition holds', () => {
    const world = started(BRANCHES);
    world.succeed('check');
    expect(world.states).toMatchObject({ x: Running, otherwise: Skipped, after: Running });
  });

  it('changes places with the other branch when the condition is run again', () => {
    const world = started(BRANCHES);
    world.succeed('check');
    for (const name of ['x', 'y', 'after']) world.succeed(name);
    world.call('rerun', { tags: { name: 'check' }, below: true });
    expect(world.states).toEqual({ check: Running, x: Waiting, y: Waiting, otherwise: Waiting, after: Waiting });
    world.fail('check');
    expect(world.states).toEqual({ check: Failed, x: Skipped, y: Skipped, otherwise: Running, after: Waiting });
    world.tell('mark_done', 'check');
    expect(world.states).toEqual({ check: Succeeded, x: Running, y: Waiting, otherwise: Running, after: Waiting });
  });

  it('of a step in the branch that is left out is left out with it, however deep that step stands', () => {
    for (const between of [[], ['q'], ['q', 'r']]) {
      const path = ['check', ...between, 'p'];
      const edges: Graph = path.slice(1).map((name, i) => [path[i] as string, name] as const);
      const failurePairs: Graph = [['p', 'h']];
      const world = started({ definition: [...edges, ['check', 'h']], failurePairs, options: { check: CONDITION } });
      world.fail('check');
      for (const name of [...between, 'p', 'h']) expect(world.record(name)).toMatchObject({ state: Skipped, cause: 'condition' });
      expect(world.trail.isFinished).toBe(true);
    }
  });
});

/** Steps `v0`, `v1`… each of which is there for the failure of the one before, or follows it. */
function chainOf(size: number, isPair: (i: number) => boolean): World {
  const steps = Array.from({ length: size }, (_, i) => step(() => null, { name: `v${i}` }, FAILS));
  const edges = steps.slice(1).map((one, i): readonly [Step, Step] => [steps[i] as Step, one]);
  const definition: Definition = edges.filter((_, i) => !isPair(i));
  const failurePairs: Definition = edges.filter((_, i) => isPair(i));
  return new World(buildTrail(definition, { failurePairs }));
}

describe('Chains of 5,000 failure pairs', () => {
  it('are skipped from end to end in one turn, and taken back as far as they are unmet', () => {
    const world = chainOf(5_000, () => true);
    world.call('start');
    world.succeed('v0');
    expect(new Set(Object.values(world.states))).toEqual(new Set([Succeeded, Skipped]));
    expect(world.trail.isFinished).toBe(true);
    world.tell('rerun', 'v0');
    expect(world.states).toMatchObject({ v0: Running, v1: Waiting, v2: Waiting, v4999: Waiting });
    world.succeed('v0');
    expect(world.state('v4999')).toBe(Skipped);
  });

  it('run when each handler fails in its turn', () => {
    const world = chainOf(5_000, () => true);
    world.call('start');
    const outcome = { ok: false, error: { message: 'no' } } as const;
    for (let n = 0; n < 4_999; n++) world.happen({ type: 'ended', n, attempt: 1, outcome });
    expect([world.state('v4998'), world.state('v4999'), world.trail.hasFailure]).toEqual([Failed, Running, false]);
  });

  it('become unreachable and reachable again as one, below ordinary pairs', () => {
    const world = chainOf(5_000, (i) => i === 4_998);
    world.tell('block', 'v0');
    expect(world.states).toMatchObject({ v0: Blocked, v1: Ready, v4998: Ready, v4999: Skipped });
    expect([world.record('v4999').cause, world.trail.isUnreachable(world.n('v4998'))]).toEqual(['unreachable', true]);
    world.tell('rerun', 'v0');
    expect([world.state('v4999'), world.trail.isUnreachable(world.n('v4998'))]).toEqual([Waiting, false]);
  });
});

describe('Failure pairs', () => {
  it('are edges of the trail like others: steps are numbered along them, and branches hold what is below them', () => {
    const trail = trailWith({
      definition: [['deploy', 'announce'], ['alone']],
      failurePairs: [
        ['deploy', 'rollback'],
        ['rollback', 'page'],
      ],
    });
    expect(trail.steps.map(({ name }) => name)).toEqual(['deploy', 'alone', 'announce', 'rollback', 'page']);
    expect(trail.failureEdges).toEqual([
      [0, 3],
      [3, 4],
    ]);
    const world = new World(trail);
    world.call('pause_branch', { tags: { name: 'deploy' } });
    expect(world.states).toEqual({ deploy: Paused, alone: Ready, announce: ToPause, rollback: ToPause, page: ToPause });
  });
});
