import { buildTrail, type Definition, MemoryTransport, type Step, type StepOptions, step, trailManager } from '@autotrail/layer1';
import { TrailClient } from '@autotrail/layer2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rehearse } from '../../src/index.js';

interface RandomStep {
  readonly parents: readonly number[];
  /** Steps before it whose failure it handles. */
  readonly handles: readonly number[];
  readonly options: StepOptions<unknown>;
  readonly fails: boolean;
}

const randomSteps: fc.Arbitrary<readonly RandomStep[]> = fc.array(
  fc.record({
    parents: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
    handles: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 })),
    options: fc.record({ pauseOnFail: fc.boolean(), skipProgenyOnFailure: fc.boolean() }),
    fails: fc.boolean(),
  }),
  { minLength: 1, maxLength: 20 },
);

/** A random trail whose actions do what `act` says. */
function trailOf(random: readonly RandomStep[], act: (one: RandomStep) => unknown) {
  const steps = random.map((one, i) => step(() => void act(one), { name: `s${i}` }, one.options));
  const before = (i: number, distances: readonly number[]) =>
    [...new Set(distances)]
      .filter((distance) => distance <= i)
      .map((distance) => [steps[i - distance], steps[i]] as [Step<unknown>, Step<unknown>]);
  const pairs = random.flatMap(({ parents }, i) => before(i, parents));
  const isTaken = ([parent, child]: readonly Step<unknown>[]) => pairs.some(([p, c]) => p === parent && c === child);
  const failurePairs = random.flatMap(({ handles }, i) => before(i, handles)).filter((pair) => !isTaken(pair));
  const definition: Definition<unknown> = [...pairs, ...steps.map((one) => [one] as const)];
  return { definition, failurePairs };
}

/** How a trail ends whose actions really throw: nothing runs any longer, and nobody decides. */
async function runForReal(random: readonly RandomStep[]) {
  const { definition, failurePairs } = trailOf(random, ({ fails }) => {
    if (fails) throw new Error('really');
  });
  const trail = buildTrail(definition as Definition, { failurePairs });
  const transport = new MemoryTransport();
  const manager = trailManager(trail, { transports: [transport] });
  await manager.start();
  const client = new TrailClient(transport);
  for await (const _ of client.events({ onSubscribed: () => void client.start() })) {
    // What follows an attempt begins in the event in which it ends.
    if (trail.attemptsUnderWay.length === 0) break;
  }
  const { isFinished } = trail;
  const states = trail.steps.map(({ n }) => [trail.record(n).state, trail.record(n).cause]);
  await client.shutdown();
  return { isFinished, states };
}

describe('a rehearsal', () => {
  it('comes to the same states as a real run in which just the actions throw that were to fail', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps, async (random) => {
        const { definition, failurePairs } = trailOf(random, () => expect.fail('an action was run'));
        const fail = random.flatMap(({ fails }, i) => (fails ? [`s${i}`] : []));
        const rehearsal = await rehearse(definition, { fail, failurePairs });
        const real = await runForReal(random);
        expect(rehearsal.states.map(({ state, cause }) => [state, cause])).toEqual(real.states);
        expect(rehearsal.outcome).toBe(real.isFinished ? 'finished' : 'waiting');
        expect(rehearsal.waitsFor.length === 0).toBe(real.isFinished);
      }),
      { numRuns: 100 },
    );
  });

  it('takes as long as its longest way, whatever runs side by side', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps, fc.array(fc.nat(10_000), { minLength: 20, maxLength: 20 }), async (random, lengths) => {
        const { definition } = trailOf(random, () => expect.fail('an action was run'));
        const durations = Object.fromEntries(random.map((_, i) => [`s${i}`, lengths[i] ?? 0]));
        const ends: number[] = [];
        random.forEach(({ parents }, i) => {
          const starts = parents.map((distance) => ends[i - distance] ?? 0);
          ends.push(Math.max(0, ...starts) + (lengths[i] ?? 0));
        });
        const { outcome, endedAt } = await rehearse(definition, { durations });
        expect([outcome, endedAt]).toEqual(['finished', Math.max(...ends)]);
      }),
      { numRuns: 40 },
    );
  });
});
