import { describe, expect, it } from 'vitest';
import { controlCall, matchedSteps } from '../../src/api/definition-parts.js';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import { StepState } from '../../src/states.js';
import { TRANSITIONS, type TransitionRow, type TransitionTable } from '../../src/transitions.js';
import { quiet, watch } from '../support/manager-rig.js';
import { type Owner, openOwner } from '../support/owners.js';
import { type Graph, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const { Ready, Running, Waiting, Interrupted } = StepState;
const GRAPH: Graph = [['a', 'b']];

/** A row that starts a step, whatever is the case. `buildTrail` would refuse a table with it. */
const FORCE: TransitionRow = { on: 'step call', from: [Waiting, Ready], to: Running };

/** Why a server ended itself. */
async function endOf({ manager }: Owner): Promise<Error> {
  const error: unknown = await manager.closed.catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error('It has not ended itself.');
  return error;
}

/** A trail whose table was broken after it was checked: its call `force` starts what is not reached. */
function brokenTrail(graph: Graph = GRAPH) {
  const rows: Record<string, unknown> = { ...TRANSITIONS.rows };
  const trail = trailOf(graph, {}, { transitions: { ...TRANSITIONS, rows: rows as TransitionTable['rows'] } });
  rows.force = FORCE;
  return trail;
}

describe('a trail that breaks a rule of its own (invariant 32)', () => {
  it('ends its server: nothing of it is answered as done, started or kept but the reason, and status is refused', async () => {
    const definitions = { ...API_CALL_DEFINITIONS, force: controlCall('force', matchedSteps) };
    const owner = await openOwner(brokenTrail(), [], { definitions });
    await owner.ask('start');
    const answers = ['note', 'force', 'status'].map((name) => watch(owner.ask(name, { tags: { name: 'b' }, text: 'x' })));
    const error = await endOf(owner);
    expect(error).toMatchObject({ code: 'AUTOTRAIL_INTERNAL', cause: { code: 'AUTOTRAIL_INVARIANT_BROKEN' } });
    expect(error.message).toContain('a step starts only');
    for (const { value } of answers) expect(value?.error?.code).toBe('AUTOTRAIL_INTERNAL');
    expect(owner.executor.asked).toEqual(['start 0.1', 'close']);
    const [, started, ...others] = await owner.records();
    expect(started?.revision).toBe(1);
    expect(others).toMatchObject([{ revision: 2, epoch: 1, changes: [], event: { type: 'note', source: 'server', steps: [] } }]);
    expect(JSON.stringify(others)).toContain('a step starts only');
  });

  it('is taken up again from its journal as it was before that', async () => {
    const first = await openOwner(brokenTrail());
    await first.ask('start');
    const records = await first.records();
    const note = {
      revision: 2,
      epoch: 1,
      at: 1,
      event: { type: 'note', text: 'broken', steps: [], source: 'server' },
      changes: [],
    };
    const second = await openOwner(trailOf(GRAPH), [...records, note as never]);
    expect([second.trail.record(0).state, second.trail.revision]).toEqual([Interrupted, 3]);
    await second.ask('resume');
    expect(second.executor.asked.at(-1)).toBe('start 0.2');
  });

  it.each<{ which: string; name: string; prepare: (world: World) => void; rule: string }>([
    {
      which: 'that is not reached',
      name: 'b',
      prepare: (world) => world.call('start'),
      rule: 'all that comes before it is done',
    },
    { which: 'that was not started', name: 'a', prepare: () => undefined, rule: 'was started and is not shutting down' },
    {
      which: 'that is shutting down',
      name: 'a',
      prepare: (world) => {
        world.tell('pause', 'a');
        world.call('start');
        world.call('shutdown');
        world.tell('resume', 'a');
      },
      rule: 'was started and is not shutting down',
    },
    {
      which: 'whose attempt is ending',
      name: 'a',
      prepare: (world) => {
        world.call('start');
        world.tell('interrupt', 'a');
        world.tell('resume', 'a');
      },
      rule: 'one attempt at a time',
    },
  ])('by starting a step $which is stopped there', ({ name, prepare, rule }) => {
    const world = new World(brokenTrail());
    prepare(world);
    const event = { type: 'command', call: 'force', moves: [{ row: 'force', steps: [world.n(name)] }] } as const;
    expect(() => world.happen(event)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_INVARIANT_BROKEN' }));
    expect(() => world.happen(event)).toThrow(rule);
    expect(world.started.filter((start) => start === `${name} 2` || start === 'b 1')).toEqual([]);
  });
});

describe('a call of a custom engine that throws an error of its own', () => {
  it('ends the server: what it had changed before that is neither answered nor kept', async () => {
    const definitions = {
      ...API_CALL_DEFINITIONS,
      half: {
        ...API_CALL_DEFINITIONS.pause,
        postProcessor: () => {
          throw new Error('a bug');
        },
      } as never,
    };
    const owner = await openOwner(trailOf(GRAPH), [], { definitions });
    const answer = watch(owner.ask('half', { tags: {} }));
    expect((await endOf(owner)).message).toContain('a bug');
    await quiet();
    expect(answer.value?.error?.code).toBe('AUTOTRAIL_INTERNAL');
    expect((await owner.records()).map(({ revision }) => revision)).toEqual([0]);
  });
});
