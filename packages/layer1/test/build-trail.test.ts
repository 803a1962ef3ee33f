import { Step as CoreStep } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { buildTrail } from '../src/build-trail.js';
import { StepState } from '../src/states.js';
import { type Definition, Step, step } from '../src/step.js';
import { TRANSITIONS } from '../src/transitions.js';

const act = () => null;

function build(definition: unknown): unknown {
  return buildTrail(definition as Definition);
}

describe('buildTrail', () => {
  it('changes neither the definition nor its steps, and can be asked again', () => {
    const [a, b] = [step(act, { name: 'a' }), step(act, { name: 'b' })];
    const definition: Definition = Object.freeze([Object.freeze([a, b] as const)]);
    const [first, second] = [buildTrail(definition), buildTrail(definition)];
    first.apply({ type: 'command', call: 'start', moves: [{ row: 'start', steps: [0, 1] }] }, 0);
    expect(first.record(0).state).toBe(StepState.Running);
    expect(second.record(0).state).toBe(StepState.Ready);
    expect(Object.keys(a)).not.toContain('n');
    expect(first.step(0).definition).toBe(a);
  });

  it('gives equal names numbers of their own', () => {
    const twins = [step(act, { name: 'twin' }), step(act, { name: 'twin' })] as const;
    expect(buildTrail([twins]).steps.map(({ n, name }) => `${n} ${name}`)).toEqual(['0 twin', '1 twin']);
  });

  it('takes duplicate pairs, single steps and several roots', () => {
    const [a, b, c] = [step(act, { name: 'a' }), step(act, { name: 'b' }), step(act, { name: 'c' })];
    const trail = buildTrail([[a, b], [a, b], [c], [c]]);
    expect(trail.dag.edgeCount).toBe(1);
    expect(trail.steps.map(({ name }) => name)).toEqual(['a', 'c', 'b']);
  });

  it('takes steps of core, whose brand tells them', () => {
    const foreign = new CoreStep(act, { name: 'x' }) as Step;
    expect(buildTrail([[foreign]]).steps).toHaveLength(1);
    expect(Step.is(foreign)).toBe(true);
    expect(Step.is({ name: 'x', action: act })).toBe(false);
  });

  it('takes a table of its own', () => {
    const transitions = { ...TRANSITIONS };
    expect(buildTrail([[step(act, { name: 'a' })]], { transitions }).transitions).toBe(transitions);
    expect(buildTrail([[step(act, { name: 'a' })]]).transitions).toBe(TRANSITIONS);
  });

  it.each([
    [[], 'AUTOTRAIL_EMPTY_DEFINITION'],
    [null, 'AUTOTRAIL_EMPTY_DEFINITION'],
    ['steps', 'AUTOTRAIL_EMPTY_DEFINITION'],
    [[null], 'AUTOTRAIL_BAD_PAIR'],
    [[[]], 'AUTOTRAIL_BAD_PAIR'],
    [[[null]], 'AUTOTRAIL_BAD_PAIR'],
    [[[undefined]], 'AUTOTRAIL_BAD_PAIR'],
    [Array(1), 'AUTOTRAIL_BAD_PAIR'],
    [[['a', 'b']], 'AUTOTRAIL_NOT_A_STEP'],
    [[[act]], 'AUTOTRAIL_NOT_A_STEP'],
    [[[{ name: 'a', run: act }]], 'AUTOTRAIL_NOT_A_STEP'],
    [[[0]], 'AUTOTRAIL_NOT_A_STEP'],
  ])('refuses the definition %j', (definition, code) => {
    expect(() => build(definition)).toThrow(expect.objectContaining({ code }));
  });

  it('says which entry holds what', () => {
    const a = step(act, { name: 'a' });
    expect(() => build([[a], [a, 'b']])).toThrow('Expected entry 1 of the definition to hold steps, got "b".');
    expect(() => build([[a], [act]])).toThrow('got a function.');
  });

  it('names the path of a cycle, also one off the root (fault 1)', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => step(act, { name })) as [Step, Step, Step];
    expect(() => buildTrail([[a], [b, c], [c, b]])).toThrow('b -> c -> b');
  });

  it('refuses an action that cannot be run, naming its step', () => {
    expect(() => build([[new CoreStep({ name: 'x' })]])).toThrow(
      'Expected option `action` of step x to be a function, or an object with a method `run`, got an object without it.',
    );
  });

  it.each(['trail call', 'step call', 'attempt'] as const)('refuses a table whose row on a %s starts an attempt', (on) => {
    const rows = { ...TRANSITIONS.rows, hurry: { on, from: [StepState.Ready], to: StepState.Running } };
    const transitions = { ...TRANSITIONS, rows };
    expect(() => buildTrail([[step(act, { name: 'a' })]], { transitions })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_TABLE', message: expect.stringContaining('`hurry`') }),
    );
  });

  it('numbers the steps of the definition and of the failure pairs together, which may be new ones', () => {
    const [a, b, undo] = ['a', 'b', 'undo'].map((name) => step(act, { name })) as [Step, Step, Step];
    const trail = buildTrail([[a, b]], {
      failurePairs: [
        [a, undo],
        [b, undo],
        [a, undo],
      ],
    });
    expect(trail.steps.map(({ name }) => name)).toEqual(['a', 'b', 'undo']);
    expect(trail.failureEdges).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(trail.dag.edgeCount).toBe(3);
    expect(buildTrail([[a, b]]).failureEdges).toEqual([]);
  });

  it('refuses failure pairs that are none, that stand in the definition too, or that lead in a circle with it', () => {
    const [a, b] = ['a', 'b'].map((name) => step(act, { name })) as [Step, Step];
    const code = (failurePairs: unknown) => () => buildTrail([[a, b]], { failurePairs: failurePairs as Definition });
    for (const pairs of [[[a]], [[a, b]]])
      expect(code(pairs)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_FAILURE_PAIR' }));
    expect(code([[b, a]])).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_CYCLE' }));
    expect(code([[a, 'x']])).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_FAILURE_PAIR' }));
  });

  it('begins with the limits it is given, and refuses those that are none or contradict each other', () => {
    const [a] = [step(act, { name: 'a' })];
    const limited = (limits: unknown) => buildTrail([[a]], { limits: limits as never });
    expect(limited([{ most: 2 }, { tags: { region: 'eu' }, most: 0 }]).limits).toEqual([
      { tags: {}, most: 2 },
      { tags: { region: 'eu' }, most: 0 },
    ]);
    const bad = [
      [{ most: -1 }],
      [{ most: 0.5 }],
      [{ most: '1' }],
      [{ tags: null, most: 1 }],
      [{ tags: { a: [] }, most: 1 }],
      [{ most: 1 }, { most: 2 }],
    ];
    for (const limits of bad) expect(() => limited(limits)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION' }));
  });

  it.each(['failurePair', 'limit', 'pauseOnFail', 'constructor'])('refuses an option that there is not: `%s`', (option) => {
    const build = () => buildTrail([[step(act, { name: 'a' })]], { [option]: [] });
    expect(build).toThrow(
      expect.objectContaining({
        code: 'AUTOTRAIL_UNKNOWN_OPTION',
        message: `Expected an option of a trail among name, failurePairs, limits, transitions, got \`${option}\`.`,
      }),
    );
  });

  it('refuses options that are wrong, naming the step', () => {
    const bad = new CoreStep(act, { name: 'x' }, { graceMs: -1 });
    expect(() => build([[bad]])).toThrow('step x');
  });
});
