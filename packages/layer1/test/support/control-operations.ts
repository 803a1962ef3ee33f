import type { JsonObject } from '@autotrail/core';
import fc from 'fast-check';
import type { PromptTerms } from '../../src/trail/prompt.js';
import { CONTROL_GROUPS, randomLimit } from './controlled-trails.js';
import { callOnAll, type Operation } from './random-operations.js';

const pick = fc.nat(1_000);
const n = fc.nat(29);
const tags: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ n }, { noNullPrototype: true }) },
  { weight: 2, arbitrary: fc.record({ group: fc.nat(CONTROL_GROUPS - 1) }, { noNullPrototype: true }) },
  { weight: 1, arbitrary: fc.constant({}) },
);

/** The calls that move steps: those that this issue brought more often than the others. */
const onSteps = fc.constantFrom(
  ...['rerun', 'rerun', 'rerun', 'mark_done', 'mark_done', 'fail', 'fail', 'pause', 'pause', 'pause_branch'],
  ...['resume', 'resume', 'resume_branch', 'skip', 'unskip', 'block', 'unblock', 'interrupt', 'interrupt'],
  ...['unset_pause_on_fail', 'set_pause_on_fail', 'next_steps'],
);
const fields: fc.Arbitrary<JsonObject> = fc.record(
  {
    tags,
    below: fc.boolean(),
    // Counted from when the call is made.
    until: fc.integer({ min: 1, max: 60 }),
    value: fc.constantFrom('by hand', null),
    step_count: fc.integer({ min: 1, max: 3 }),
    actor: fc.constantFrom('ann', 'bob'),
  },
  { requiredKeys: ['tags', 'step_count'] },
);
const onLimit = fc.record({
  type: fc.constant('call' as const),
  name: fc.constant('set_limit'),
  fields: fc.tuple(randomLimit, fc.boolean()).map(
    ([limit, isLifted]): JsonObject => ({
      tags: limit.tags,
      most: isLifted ? null : limit.most,
    }),
  ),
  wire: fc.constant(2 as const),
});
const ofSteps = fc.record({ type: fc.constant('call' as const), name: onSteps, fields, wire: fc.constant(2 as const) });

/** A random call that moves steps, or sets a limit. */
export const controlCalls = fc.oneof({ weight: 8, arbitrary: ofSteps }, { weight: 1, arbitrary: onLimit });

/** A result comes again that came before; or, since little happens after that, more rarely the server is to end. */
const rarely: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 7, arbitrary: fc.record({ type: fc.constant('repeat' as const), pick, isFine: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant(callOnAll('shutdown')) },
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 9, arbitrary: controlCalls },
  { weight: 12, arbitrary: fc.record({ type: fc.constant('end' as const), pick, isFine: fc.boolean() }) },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('timer' as const), pick }) },
  { weight: 1, arbitrary: rarely },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('prompt' as const),
      pick,
      timeoutMs: fc.option(fc.integer({ min: 1, max: 9 })),
      terms: fc.constantFrom<PromptTerms>({}, { onTimeout: 'skip', remindMs: 2 }, { onTimeout: 'default', default: 'x' }),
      isRepeated: fc.boolean(),
    }),
  },
);

/** What happens to a trail that is started early on. */
export const controlOperations: fc.Arbitrary<readonly Operation[]> = fc
  .tuple(fc.array(operation, { maxLength: 4 }), fc.array(operation, { minLength: 20, maxLength: 90, size: 'max' }))
  .map(([before, after]) => [...before, callOnAll('start'), ...after]);
