import type { JsonObject, JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import type { Wire } from '../../src/api/api-call.js';
import type { PromptTerms } from '../../src/trail/prompt.js';
import { GROUPS } from './random-trails.js';

/** Something that happens to a trail. `pick` chooses among what there is to choose from at that time. */
export type Operation =
  | { readonly type: 'call'; readonly name: string; readonly fields: JsonObject; readonly wire: Wire }
  /** An attempt ends, whether it is wanted or not. */
  | { readonly type: 'end'; readonly pick: number; readonly isFine: boolean }
  /** A result comes again that came before. */
  | { readonly type: 'repeat'; readonly pick: number; readonly isFine: boolean }
  /** A result comes of an attempt that never was. */
  | { readonly type: 'foreign'; readonly pick: number; readonly attempt: number }
  | {
      readonly type: 'prompt';
      readonly pick: number;
      readonly timeoutMs: number | null;
      readonly terms?: PromptTerms;
      readonly isRepeated: boolean;
    }
  /** An attempt wants no answer any longer. */
  | { readonly type: 'withdraw'; readonly pick: number }
  | { readonly type: 'reply'; readonly pick: number; readonly value: JsonValue }
  | { readonly type: 'timer'; readonly pick: number }
  | { readonly type: 'output'; readonly pick: number };

/** As JSON is read, and not without a prototype. */
const NORMAL = { noNullPrototype: true } as const;
const pick = fc.nat(1_000);
const isFine = fc.boolean();
const value = fc.constantFrom<JsonValue>(null, true, 'yes', 0, ['x'], { a: { b: 1 } });
const n = fc.nat(210);
const tags: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ n }, NORMAL) },
  { weight: 4, arbitrary: fc.record({ group: fc.nat(GROUPS) }, NORMAL) },
  { weight: 1, arbitrary: fc.constant({}) },
);

/** The fields are given whether the call knows them or not: others are ignored. `until` is counted from when the call is made. */
const fields: fc.Arbitrary<JsonObject> = fc.record({
  tags,
  dry_run: fc.boolean(),
  actor: fc.option(fc.constantFrom('Ada', 'Bob')),
  reason: fc.option(fc.constant('because')),
  below: fc.boolean(),
  value,
  most: fc.option(fc.nat(3), { freq: 4 }),
  until: fc.option(fc.integer({ min: 1_001, max: 5_000 })),
  step_count: fc.integer({ min: 1, max: 5 }),
  message: value,
  interrupt: fc.boolean(),
  states: fc.constant([]),
  status_fields: fc.constant([]),
});

const onSteps = fc.constantFrom(
  'pause',
  'pause_branch',
  'resume',
  'resume_branch',
  'next_steps',
  'skip',
  'unskip',
  'block',
  'unblock',
  'interrupt',
  'set_pause_on_fail',
  'unset_pause_on_fail',
  'send_message_to_steps',
  'rerun',
  'rerun',
  'mark_done',
  'fail',
  // Twice: attempts that are still ending when their step is resumed are worth meeting often.
  'interrupt',
  'resume',
);
const name = fc.oneof(
  { weight: 30, arbitrary: onSteps },
  { weight: 4, arbitrary: fc.constant('start') },
  { weight: 2, arbitrary: fc.constantFrom('status', 'list', 'wait', 'stop') },
  { weight: 2, arbitrary: fc.constant('set_limit') },
  { weight: 1, arbitrary: fc.constantFrom('shutdown', 'nonsense', 'constructor') },
);
const call = fc.record({ type: fc.constant('call' as const), name, fields, wire: fc.constantFrom<Wire>(1, 2) });

const terms: fc.Arbitrary<PromptTerms> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<PromptTerms>({}) },
  { weight: 1, arbitrary: fc.constant<PromptTerms>({ onTimeout: 'default', default: 'yes' }) },
  { weight: 1, arbitrary: fc.constant<PromptTerms>({ onTimeout: 'skip', remindMs: 5 }) },
  { weight: 1, arbitrary: fc.constant<PromptTerms>({ choices: [true, 'yes'], mayAnswer: ['Ada'], remindMs: 20 }) },
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 8, arbitrary: call },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('end' as const), pick, isFine }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('repeat' as const), pick, isFine }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('foreign' as const), pick, attempt: fc.integer({ min: -1, max: 5 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('prompt' as const),
      pick,
      timeoutMs: fc.option(fc.integer({ min: 1, max: 100 })),
      terms,
      isRepeated: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('withdraw' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reply' as const), pick, value }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('timer' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('output' as const), pick }) },
);

/** A call that acts, on the steps that a selector matches. */
export function callOn(selector: JsonObject, name: string, further: JsonObject = {}): Operation {
  return { type: 'call', name, fields: { ...further, tags: selector, dry_run: false }, wire: 2 };
}

/** A call that acts, on all steps. */
export function callOnAll(name: string): Operation {
  return callOn({}, name);
}

/** What happens to a trail, which is started early on in most runs. */
export const randomOperations: fc.Arbitrary<readonly Operation[]> = fc
  .tuple(fc.array(operation, { maxLength: 8 }), fc.boolean(), fc.array(operation, { maxLength: 150, size: 'max' }))
  .map(([before, isStarted, after]) => [...before, ...(isStarted ? [callOnAll('start')] : []), ...after]);
