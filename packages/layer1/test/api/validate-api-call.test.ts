import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import type { Wire } from '../../src/api/api-call.js';
import { API_CALL_DEFINITIONS } from '../../src/api/definitions.js';
import { validateApiCall } from '../../src/api/validate-api-call.js';
import { validators } from '../../src/api/validators.js';
import { snapshot, trailOf } from '../support/trails.js';
import { World } from '../support/world.js';

const TAGS_AND_DRY_RUN = { tags: {}, dry_run: true };
const BY_SELECTOR = [
  'pause',
  'pause_branch',
  'resume',
  'resume_branch',
  'skip',
  'unskip',
  'block',
  'unblock',
  'interrupt',
  'set_pause_on_fail',
  'unset_pause_on_fail',
];

/** The fields that wire 1 requires, with a value that is right. */
const WIRE_1: Readonly<Record<string, JsonObject>> = {
  ...Object.fromEntries(BY_SELECTOR.map((call) => [call, TAGS_AND_DRY_RUN])),
  start: { dry_run: true },
  next_steps: { step_count: 1, dry_run: true },
  send_message_to_steps: { ...TAGS_AND_DRY_RUN, message: 'x' },
  status: { tags: {}, states: [], status_fields: ['State'] },
  list: { tags: {} },
  shutdown: { dry_run: true },
};

/** On wire 2 every call that acts also says who wants it, and why. */
const ACTS_ON_WIRE_2: Readonly<Record<string, JsonObject>> = {
  ...without(WIRE_1, 'status', 'list'),
  stop: { interrupt: false, dry_run: true },
  reply: { prompt_id: '0.1.1', value: 1, dry_run: true },
  note: { text: 'x', tags: {}, dry_run: true },
  pause: { ...TAGS_AND_DRY_RUN, until: null },
  pause_branch: { ...TAGS_AND_DRY_RUN, until: '2026-01-31T10:15:00Z' },
  rerun: { ...TAGS_AND_DRY_RUN, below: true },
  mark_done: { ...TAGS_AND_DRY_RUN, value: 7 },
  fail: TAGS_AND_DRY_RUN,
  set_limit: { ...TAGS_AND_DRY_RUN, most: 2 },
  set_context: { key: 'db.host', value: 1, dry_run: true },
  apply: { plan: world().call('plan', { call: { name: 'start' } }), dry_run: true },
};

/** The fields that the calls of wire 2 know. */
const WIRE_2: Readonly<Record<string, JsonObject>> = {
  ...Object.fromEntries(
    Object.entries(ACTS_ON_WIRE_2).map(([call, fields]) => [call, { ...fields, actor: 'Ada', reason: 'because' }]),
  ),
  list: { tags: {} },
  status: { tags: {}, states: [], status_fields: ['state'] },
  wait: { until: 'finished' },
  subscribe: {},
  history: { from: 0, limit: 1 },
  plan: { call: { name: 'start' } },
  context: { key: 'db.host' },
  describe: { tags: {} },
};

const WIRE_2_FALLBACKS: JsonObject = {
  tags: {},
  dry_run: false,
  states: [],
  status_fields: null,
  interrupt: false,
  until: 'finished',
  actor: null,
  reason: null,
  from: 0,
  limit: 1_000,
  below: false,
};

/** Where a call has a default of its own for a field. */
const OWN_FALLBACKS: Readonly<Record<string, JsonObject>> = {
  note: { tags: null },
  describe: { tags: null },
  pause: { until: null },
  pause_branch: { until: null },
  mark_done: { value: null },
  context: { key: null },
};

/** Values of the wrong type for each field. */
const HUGE = 'x'.repeat(100_000);
const NO_TIMES: readonly JsonValue[] = [
  '',
  'tomorrow',
  '2026-01-31',
  '2026-01-31T10:15',
  '2026-13-01T00:00:00Z',
  HUGE,
  0.5,
  2 ** 53,
  8.64e15 + 1,
  true,
  [],
  {},
];
const WRONG: Readonly<Record<string, readonly JsonValue[]>> = {
  tags: [null, '', 'all', HUGE, 0, true, [], ['name'], { name: null }, { name: ['a'] }, { name: { a: 1 } }],
  dry_run: [null, '', 'False', 'true', HUGE, 0, 1, [], {}],
  step_count: [null, '', '1', HUGE, 0, -1, 1.5, 2 ** 53, 1e300, true, [1], {}],
  states: [null, '', 'Failed', HUGE, 0, {}, ['failed'], ['Failed', 1], [['Failed']], [''], ['toString']],
  status_fields: ['', 'State', HUGE, 0, {}, [HUGE], ['__proto__'], ['toString'], [0], [null], [['n']]],
  interrupt: [null, 'false', 0, [], {}],
  prompt_id: [null, 0, true, [], {}],
  until: [null, 0, '', HUGE, [], {}],
  actor: [0, true, [], {}, 'x'.repeat(201), HUGE],
  reason: [0, true, [], {}, 'x'.repeat(4_097), HUGE],
  text: [null, 0, true, [], {}],
  from: [null, '', '0', -1, 0.5, 2 ** 53, true, [0], {}],
  limit: [null, '', '1', 0, -1, 1.5, 2 ** 53, true, [1], {}],
  call: [null, '', 'start', HUGE, 0, true, [], {}, { name: 1 }, [{ name: 'start' }]],
  below: [null, 'true', 0, 1, [], {}],
  most: ['', '1', -1, 0.5, 2 ** 53, 1e300, true, [1], {}],
  key: [null, 0, true, [], {}],
  plan: [null, '', HUGE, 0, true, [], {}, { call: { name: 'start' } }],
};

function without<T extends object>(object: T, ...keys: readonly string[]): T {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key))) as T;
}

function fieldsOf(calls: Readonly<Record<string, JsonObject>>, wire: Wire) {
  return Object.entries(calls).flatMap(([call, fields]) => Object.keys(fields).map((field) => ({ call, field, fields, wire })));
}

/** Where a field is something else than in other calls. */
const OWN_WRONG: Readonly<Record<string, Readonly<Record<string, readonly JsonValue[]>>>> = {
  pause: { until: NO_TIMES },
  pause_branch: { until: NO_TIMES },
};

const ONLY_ON_WIRE_2 = Object.keys(WIRE_2).filter((call) => !(call in WIRE_1));

const FIELDS = [...fieldsOf(WIRE_1, 1), ...fieldsOf(WIRE_2, 2)];

function world(): World {
  return new World(trailOf([['a', 'b']]));
}

/** The refusal of a call, which must have changed nothing and be short. */
function refused(request: JsonObject, wire: Wire) {
  const hand = world();
  const before = snapshot(hand.trail);
  const handled = hand.ask(request, wire);
  expect(snapshot(hand.trail)).toEqual(before);
  expect(handled).toMatchObject({ applied: [], keepServing: true, subscribes: false, response: { result: null } });
  const { error } = handled.response;
  expect(error?.message.length).toBeLessThan(600);
  return error;
}

describe('The name of a call', () => {
  it.each(['', 'Start', 'start ', 'stärt', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'nextSteps'])(
    'is refused where it is %j',
    (name) => {
      for (const wire of [1, 2] as const) {
        const message = `API name ${name} is invalid.`;
        expect(refused({ ...TAGS_AND_DRY_RUN, name }, wire)).toMatchObject({ code: 'AUTOTRAIL_UNKNOWN_CALL', message });
      }
    },
  );

  it.each([null, 0, true, [], ['start'], {}, { start: true }])('is refused where it is %j', (name) => {
    for (const wire of [1, 2] as const) {
      expect(refused({ ...TAGS_AND_DRY_RUN, name }, wire)?.message).toBe(`API name ${JSON.stringify(name)} is invalid.`);
      expect(world().ask({ ...TAGS_AND_DRY_RUN, name }, wire).response.name).toBeNull();
    }
  });

  it('is refused where there is none, or only an inherited one', () => {
    expect(refused({}, 1)?.code).toBe('AUTOTRAIL_UNKNOWN_CALL');
    expect(refused(Object.create({ name: 'start', dry_run: false }) as JsonObject, 1)?.code).toBe('AUTOTRAIL_UNKNOWN_CALL');
  });

  it('is cut in the error where it is huge', () => {
    expect(refused({ name: HUGE }, 2)?.message.length).toBeLessThan(300);
  });

  it.each(ONLY_ON_WIRE_2)('is unknown to wire 1 where it is %s', (name) => {
    expect(refused({ ...WIRE_2[name], name }, 1)?.message).toBe(`API name ${name} is invalid.`);
  });
});

describe('The fields of a call', () => {
  it('are those that are written down, in both versions of the wire', () => {
    for (const [call, { validators: known }] of Object.entries(API_CALL_DEFINITIONS)) {
      expect(Object.keys(known).sort()).toEqual(Object.keys(WIRE_2[call] ?? {}).sort());
    }
    expect(Object.keys(WIRE_2).sort()).toEqual(Object.keys(API_CALL_DEFINITIONS).sort());
  });

  it.each(Object.entries(WIRE_1))('of `%s` are taken where they are right (wire 1)', (name, fields) => {
    expect(world().ask({ name, ...fields }, 1).response.error).toBeNull();
  });

  it.each(FIELDS.filter(({ wire }) => wire === 1))(
    'are refused without `$field` of `$call` on wire 1',
    ({ call, field, fields }) => {
      expect(refused({ name: call, ...without(fields, field) }, 1)).toMatchObject({
        code: 'AUTOTRAIL_BAD_FIELD',
        message: expect.stringMatching(new RegExp(`\`${field}\`.* ${call} .*nothing`)),
      });
    },
  );

  it.each(FIELDS.filter(({ wire }) => wire === 2))(
    'without `$field` of `$call` on wire 2 take the default or are refused',
    (rule) => {
      const { call, field, fields } = rule;
      const request = { name: call, ...without(fields, field) };
      const fallback = { ...WIRE_2_FALLBACKS, ...OWN_FALLBACKS[call] }[field];
      if (fallback !== undefined) {
        expect(validateApiCall(request, API_CALL_DEFINITIONS, 2).call).toEqual({ ...request, [field]: fallback });
      } else {
        expect(refused(request, 2)).toMatchObject({
          code: 'AUTOTRAIL_BAD_FIELD',
          message: expect.stringContaining(`\`${field}\``),
        });
      }
    },
  );

  it.each(FIELDS.filter(({ field }) => field in WRONG))('are refused with a wrong `$field` of `$call` (wire $wire)', (rule) => {
    const { call, field, fields, wire } = rule;
    const ownFallback = OWN_FALLBACKS[call]?.[field];
    const wrong = [
      ...(OWN_WRONG[call]?.[field] ?? WRONG[field] ?? []),
      ...(field === 'status_fields' && wire === 1 ? [null] : []),
    ];
    for (const value of wrong.filter((candidate) => candidate !== ownFallback)) {
      expect(refused({ name: call, ...fields, [field]: value }, wire)).toMatchObject({
        code: 'AUTOTRAIL_BAD_FIELD',
        message: expect.stringContaining(`\`${field}\` of call ${call} `),
      });
    }
  });

  it('are named in the error with what came', () => {
    expect(refused({ name: 'pause', tags: {}, dry_run: 'False' }, 1)?.message).toContain('got False');
    expect(refused({ name: 'next_steps', step_count: [1], dry_run: true }, 1)?.message).toContain('got [1]');
  });

  it('may have an actor of 200 characters and a reason of 4,096, and are told so where those are longer', () => {
    const [actor, reason] = ['x'.repeat(200), 'x'.repeat(4_096)];
    expect(world().ask({ name: 'pause', actor, reason }).response.error).toBeNull();
    expect(refused({ name: 'pause', actor: `${actor}x` }, 2)?.message).toContain(
      '`actor` of call pause to be a string of at most 200 characters, or null, got xxx',
    );
    expect(refused({ name: 'pause', reason: `${reason}x` }, 2)?.message).toContain(
      'a string of at most 4096 characters, or null',
    );
  });

  it('may be any JSON where a message or a value is asked for', () => {
    for (const value of [null, false, 0, '', [], {}, HUGE]) {
      expect(
        world().ask({ name: 'send_message_to_steps', tags: {}, message: value, dry_run: true }, 1).response.error,
      ).toBeNull();
      expect(validateApiCall({ name: 'reply', prompt_id: '', value }, API_CALL_DEFINITIONS, 2).call.value).toEqual(value);
    }
  });

  it('that the call does not know are ignored', () => {
    const request = JSON.parse(
      '{"name":"start","dry_run":true,"tags":7,"x":[],"__proto__":{"dry_run":0},"constructor":1}',
    ) as JsonObject;
    for (const wire of [1, 2] as const) expect(world().ask(request, wire).response.error).toBeNull();
  });

  it('are not read from the prototype of a request', () => {
    const request = Object.assign(Object.create({ dry_run: false }) as JsonObject, { name: 'start' });
    expect(refused(request, 1)?.code).toBe('AUTOTRAIL_BAD_FIELD');
  });
});

describe('Fault 18 of the original', () => {
  it('does not come back: a string for `states` is refused, and not read by letters', () => {
    expect(refused({ name: 'status', ...WIRE_1.status, states: 'Failed' }, 1)?.message).toContain('`states`');
  });

  it('does not come back: `next_steps` without `step_count` is refused', () => {
    expect(refused({ name: 'next_steps', dry_run: false }, 1)?.message).toContain('`step_count`');
  });

  it('does not come back: `Input messages` asked for are answered', () => {
    const hand = world();
    hand.call('start');
    hand.call('send_message_to_steps', { message: 'hello' });
    const request = { name: 'status', tags: { name: 'a' }, states: [], status_fields: ['Input messages'] };
    expect(hand.ask(request, 1).response.result).toEqual([{ n: 0, Name: 'a', 'Input messages': ['hello'] }]);
  });
});

describe("A user's own call", () => {
  it('is validated with the same validators', () => {
    const definitions = {
      greet: { ...API_CALL_DEFINITIONS.list, validators: { times: validators.count, loud: validators.boolean } },
    };
    expect(validateApiCall({ name: 'greet', times: 2 }, definitions, 2).call).toEqual({ name: 'greet', times: 2, loud: false });
    expect(() => validateApiCall({ name: 'greet', times: 0 }, definitions, 2)).toThrow('`times` of call greet');
    expect(() => validateApiCall({ name: 'list', tags: {} }, definitions, 2)).toThrow('API name list is invalid.');
  });
});
