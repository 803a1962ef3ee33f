import { describe, expect, it } from 'vitest';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import { handleApiCall } from '../../src/api/handle-api-call.js';
import { buildTrail } from '../../src/build-trail.js';
import { StepState } from '../../src/states.js';
import { step } from '../../src/step.js';
import { TRANSITIONS } from '../../src/transitions.js';
import { snapshot, trailOf } from '../support/trails.js';
import { namesOf, World } from '../support/world.js';

const { Waiting, Running, Succeeded, Failed, PausedOnFail } = StepState;

/** A started trail `a -> b`, and `c` beside it. `a` and `c` have failed. */
function worldOf(): World {
  const world = new World(trailOf([['a', 'b'], ['c']]));
  world.call('start');
  world.fail('a');
  world.fail('c');
  return world;
}

describe('mark_done', () => {
  it('has steps succeed with the value it gives, and what comes after them goes on', () => {
    const world = worldOf();
    const value = { released: ['eu', 1] };
    const answer = world.call('mark_done', { tags: { name: 'a' }, value });
    expect(answer).toEqual({ affected: [{ n: 0, name: 'a' }], refused: [], revision: world.trail.revision });
    expect(world.record('a')).toMatchObject({ state: Succeeded, cause: 'operator', returnValue: value });
    expect(world.states).toMatchObject({ b: Running, c: PausedOnFail });
  });

  it('gives null as the return value where it says none, also where there was an error before', () => {
    for (const fields of [{}, { value: null }]) {
      const world = worldOf();
      world.call('mark_done', { tags: { name: 'a' }, ...fields });
      expect(world.record('a').returnValue).toBeNull();
    }
  });

  it('goes into the journal with its value, and who gave it', () => {
    const world = worldOf();
    world.call('mark_done', { tags: {}, value: 7, actor: 'ann', reason: 'CHG-1' });
    expect(world.log.at(-1)?.event).toEqual({
      type: 'command',
      call: 'mark_done',
      moves: [{ row: 'mark_done', steps: [world.n('a'), world.n('c')] }],
      value: 7,
      actor: 'ann',
      reason: 'CHG-1',
    });
  });

  it('changes no return value of a step that it leaves alone', () => {
    const world = worldOf();
    world.tell('mark_done', 'a');
    world.succeed('b', 'by itself');
    const { affected, refused } = world.call('mark_done', { tags: { name: 'b' }, value: 'other' });
    expect([affected, namesOf(refused)]).toEqual([[], ['b']]);
    expect(world.record('b').returnValue).toBe('by itself');
  });

  it('is refused as a whole where its value would come to more than 16 MiB for all its steps; a dry run and a plan alike', () => {
    const steps = Array.from({ length: 17 }, (_, n) => [`s${n}`] as const);
    const world = new World(trailOf([...steps, ['over']]));
    world.call('pause');
    world.tell('skip', 'over');
    world.call('start');
    const before = snapshot(world.trail);
    const limit = Math.floor((16 * 1024 * 1024) / 17);
    const call = { name: 'mark_done', tags: {}, value: 'é'.repeat((limit - 1) / 2) };
    expect(Buffer.byteLength(JSON.stringify(call.value))).toBe(limit + 1);
    for (const request of [call, { ...call, dry_run: true }, { name: 'plan', call }]) {
      expect(world.refusal(request)).toMatchObject({
        code: 'AUTOTRAIL_BAD_FIELD',
        message: `Expected field \`value\` of call mark_done to be JSON of at most ${limit} bytes where it is for 17 steps, 16 MiB in all, got ${limit + 1} bytes.`,
      });
    }
    expect(snapshot(world.trail)).toEqual(before);
    const value = call.value.slice(1);
    expect(namesOf(world.call('mark_done', { tags: {}, value }).affected)).toHaveLength(17);
    expect(world.record('s16').returnValue).toBe(value);
  });

  it('may have any value where it is for no step', () => {
    const world = worldOf();
    const value = 'x'.repeat(17 * 1024 * 1024);
    expect(world.call('mark_done', { tags: { name: 'b' }, value }).affected).toEqual([]);
    expect(world.refusal({ name: 'mark_done', tags: {}, value }).message).toContain('8388608 bytes where it is for 2 steps');
  });

  it('ends an interrupted attempt no sooner, and ignores its late result', () => {
    const world = worldOf();
    world.tell('resume', 'a');
    world.tell('interrupt', 'a');
    world.call('mark_done', { tags: { name: 'a' }, value: 'by hand' });
    expect(world.record('a')).toMatchObject({ state: Succeeded, ending: 2 });
    world.succeed('a', 'late');
    expect(world.record('a')).toMatchObject({ state: Succeeded, ending: null, returnValue: 'by hand', cause: 'operator' });
  });
});

describe('fail', () => {
  it('gives steps up, so that nobody waits for them any longer', () => {
    const world = worldOf();
    expect(world.trail.isFinished).toBe(false);
    const { affected } = world.call('fail', { tags: {} });
    expect(namesOf(affected)).toEqual(['a', 'c']);
    expect(world.record('a')).toMatchObject({ state: Failed, cause: 'operator', returnValue: 'a failed' });
    expect([world.trail.isFinished, world.trail.hasFailure, world.state('b')]).toEqual([true, true, Waiting]);
  });
});

describe('rerun', () => {
  it('names the steps that it affects and leaves the others, saying why', () => {
    const world = worldOf();
    world.tell('fail', 'a');
    const { affected, refused } = world.call('rerun', { tags: {} });
    expect(namesOf(affected)).toEqual(['a']);
    expect(refused).toMatchObject([
      { name: 'c', state: PausedOnFail, reason: 'rerun affects steps that are Succeeded, Failed, Skipped, Blocked' },
      { name: 'b', state: Waiting },
    ]);
  });

  it('with below goes into the journal as one event that names each step once for each row', () => {
    const world = new World(
      trailOf([
        ['a', 'b'],
        ['b', 'c'],
        ['b', 'd'],
      ]),
    );
    world.tell('skip', 'c');
    world.call('start');
    for (const name of ['a', 'b', 'd']) world.succeed(name);
    const before = world.log.length;
    world.call('rerun', { tags: { name: 'a' }, below: true, actor: 'ann' });
    expect(world.log).toHaveLength(before + 1);
    const event = world.log.at(-1)?.event;
    expect(event).toMatchObject({ type: 'command', call: 'rerun', actor: 'ann' });
    const moves = event?.type === 'command' ? event.moves : [];
    expect(moves.map(({ row }) => row)).toEqual(expect.arrayContaining(['rerun', 'rerun_below', 'keep_skipped']));
    for (const { row } of moves) expect(Object.keys(TRANSITIONS.rows)).toContain(row);
    expect(world.record('c')).toMatchObject({ state: StepState.ToSkip, by: { actor: 'ann' } });
  });

  it('with below answers the steps that were named, and its plan says what becomes of those below', () => {
    const world = new World(
      trailOf([
        ['a', 'b'],
        ['b', 'c'],
      ]),
    );
    world.call('start');
    for (const name of ['a', 'b', 'c']) world.succeed(name);
    const call = { name: 'rerun', tags: { name: 'a' }, below: true };
    const plan = world.call('plan', { call });
    expect(plan.affected).toEqual([{ n: 0, name: 'a', state: Succeeded, becomes: Running }]);
    expect(plan.follows).toMatchObject({
      changes: [
        { name: 'b', state: Succeeded, becomes: Waiting },
        { name: 'c', state: Succeeded, becomes: Waiting },
      ],
      starts: [{ name: 'a' }],
    });
    expect(namesOf(world.call('rerun', { tags: { name: 'a' }, below: true }).affected)).toEqual(['a']);
  });

  it('names in its refusal those that run below, and not too many of them', () => {
    const root = step(() => null, { name: 'root' });
    const below = Array.from({ length: 200 }, (_, i) => step(() => null, { name: `below-${i}` }));
    const world = new World(buildTrail(below.map((one) => [root, one] as const)));
    world.call('start');
    world.succeed('root');
    const { code, message } = world.refusal({ name: 'rerun', tags: { name: 'root' }, below: true });
    expect([code, message.includes('below-0'), message.length < 500]).toEqual(['AUTOTRAIL_BELOW_RUNS', true, true]);
  });
});

describe.each(['mark_done', 'fail', 'rerun'])('The call %s', (name) => {
  it('changes nothing in a dry run, and answers what it would affect', () => {
    const world = worldOf();
    if (name === 'rerun') world.tell('fail', 'a');
    const before = snapshot(world.trail);
    const { affected } = world.call(name, { tags: { name: 'a' }, dry_run: true });
    expect(namesOf(affected)).toEqual(['a']);
    expect(snapshot(world.trail)).toEqual(before);
  });

  it('is not known on wire 1', () => {
    const world = worldOf();
    const request = { name, tags: {}, dry_run: false, below: false, value: null };
    expect(world.refusal(request, 1)).toMatchObject({ code: 'AUTOTRAIL_UNKNOWN_CALL' });
    expect(API_CALL_DEFINITIONS[name]?.since).toBe(2);
  });

  it('refuses fields of the wrong type, and changes nothing', () => {
    const world = worldOf();
    const before = snapshot(world.trail);
    for (const fields of [{ tags: 'a' }, { dry_run: 'no' }, { actor: 7 }, ...(name === 'rerun' ? [{ below: 'yes' }] : [])]) {
      expect(world.refusal({ name, ...fields }).code).toBe('AUTOTRAIL_BAD_FIELD');
    }
    expect(snapshot(world.trail)).toEqual(before);
  });

  it('is among the calls that a status allows for a step exactly where it affects it', () => {
    const world = worldOf();
    world.tell('fail', 'a');
    for (const one of world.trail.steps) {
      const { result } = world.ask({ name, tags: { n: one.n }, dry_run: true }).response;
      const { affected } = result as { affected: readonly unknown[] };
      expect(world.trail.allowed(one.n).includes(name)).toBe(affected.length === 1);
    }
  });

  it('leaves steps alone in an engine whose table does not have its row, by saying so', () => {
    const { [name]: _, ...rows } = TRANSITIONS.rows;
    const transitions = { ...TRANSITIONS, rows: rows as typeof TRANSITIONS.rows };
    const trail = buildTrail([[step(() => null, { name: 'a' })]], { transitions });
    const handled = handleApiCall({ name, tags: {} }, trail, { at: 1 });
    expect(handled).toMatchObject({ response: { error: { code: 'AUTOTRAIL_UNKNOWN_ROW' } } });
  });
});
