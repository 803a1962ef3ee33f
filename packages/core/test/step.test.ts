import fc from 'fast-check';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { AutoTrailError } from '../src/autotrail-error.js';
import { Step, step, type Tags } from '../src/step.js';

async function backup(): Promise<number> {
  return 1;
}

/** A call as JavaScript makes it, past the compiler. */
const wrongly = step as (...given: unknown[]) => Step;

describe('Step', () => {
  it('holds an action, its tags with the name among them, and the options', () => {
    const made = new Step(backup, { phase: 'before', tries: 2, safe: true }, { pauseOnFail: false });
    expect(made.action).toBe(backup);
    expect(made.tags).toEqual({ phase: 'before', tries: 2, safe: true, name: 'backup' });
    expect(made.options).toEqual({ pauseOnFail: false });
    expect(made.name).toBe('backup');
    expect(String(made)).toBe('backup');
  });

  it('is made by step() just as well', () => {
    const made = step(backup, { phase: 'before' });
    expect(made).toBeInstanceOf(Step);
    expect(made.tags).toEqual({ phase: 'before', name: 'backup' });
    expect(made.options).toEqual({});
  });

  it('never changes', () => {
    const made = step(backup, { phase: 'before' }, { pauseOnFail: true });
    expect(() => Object.assign(made, { action: null })).toThrow(TypeError);
    expect(() => Object.assign(made, { state: 'Running' })).toThrow(TypeError);
    expect(() => Object.assign(made.tags, { phase: 'after' })).toThrow(TypeError);
    expect(() => Object.assign(made.options, { pauseOnFail: false })).toThrow(TypeError);
  });

  it('does not change with what it was made from, and changes nothing of it', () => {
    const tags: Record<string, string> = { phase: 'before' };
    const options = { pauseOnFail: true };
    const made = step(backup, tags, options);
    tags.phase = 'after';
    options.pauseOnFail = false;
    expect(made.tags.phase).toBe('before');
    expect(made.options).toEqual({ pauseOnFail: true });
    expect(tags).toEqual({ phase: 'after' });
    expect(Object.isFrozen(tags)).toBe(false);
  });

  it('reads each tag once, so that what was checked is what is kept', () => {
    const answers = ['before', Symbol('after')];
    const tags = {
      get phase() {
        return answers.shift() as string;
      },
    };
    expect(step(backup, tags).tags.phase).toBe('before');
  });

  it('keeps keys that name members of every object as tags like any other', () => {
    const made = step(backup, JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}'));
    expect(Object.entries(made.tags)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
      ['name', 'backup'],
    ]);
    expect(String(made)).toBe('backup');
  });

  it('keeps any tags of the allowed kinds', () => {
    const scalars = fc.oneof(fc.string(), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const keys = fc.string().filter((key) => key !== 'n' && key !== 'name');
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, scalars)), (entries) => {
        const tags = Object.fromEntries(entries) as Tags;
        expect(Object.entries(step(backup, tags).tags)).toEqual([...Object.entries(tags), ['name', 'backup']]);
      }),
    );
  });

  it('knows the types of its action, tags and options', () => {
    const made = step(backup, { phase: 'before' }, { attempts: 3 });
    expectTypeOf(made.action).toEqualTypeOf<typeof backup>();
    expectTypeOf(made.tags.phase).toEqualTypeOf<string>();
    expectTypeOf(made.tags.name).toEqualTypeOf<string>();
    expectTypeOf(made.options.attempts).toEqualTypeOf<number>();
    expectTypeOf(step(backup)).toExtend<Step>();
    // @ts-expect-error: a tag is a scalar
    expect(() => step(backup, { hosts: ['db-1'] })).toThrow();
  });
});

describe("a step's name", () => {
  it.each([
    { from: 'a function', made: step(backup), name: 'backup' },
    { from: 'a class', made: step(class Deploy {}), name: 'Deploy' },
    { from: 'an object', made: step({ name: 'ask', run: backup }), name: 'ask' },
    { from: 'the tag, before a function', made: step(backup, { name: 'nightly' }), name: 'nightly' },
    { from: 'the tag, before an object', made: step({ name: 'ask' }, { name: 'nightly' }), name: 'nightly' },
    { from: 'the tag, where the action has none', made: step(Object.create(null), { name: 'nightly' }), name: 'nightly' },
  ])('comes from $from', ({ made, name }) => {
    expect(made.name).toBe(name);
    expect(made.tags.name).toBe(name);
  });

  it('may be that of another step', () => {
    expect(step(backup).name).toBe(step(backup).name);
  });
});

describe('Step.is', () => {
  it('knows the steps of another copy of the package', async () => {
    vi.resetModules();
    const other = await import('../src/step.js');
    const theirs = other.step(backup);
    expect(theirs).not.toBeInstanceOf(Step);
    expect(Step.is(theirs)).toBe(true);
    expect(other.Step.is(step(backup))).toBe(true);
  });

  it.each([null, undefined, 'step', backup, {}, [], { name: 'x', action: backup, tags: { name: 'x' }, options: {} }])(
    'does not take value %# for a step',
    (value) => {
      expect(Step.is(value)).toBe(false);
    },
  );
});

describe('a refused step', () => {
  const nameless = (
    () => () =>
      1
  )();

  it.each([
    { given: [undefined], message: 'Expected an action to be a function or an object, got undefined.' },
    { given: [null], message: 'Expected an action to be a function or an object, got null.' },
    { given: ['echo hi'], message: 'Expected an action to be a function or an object, got "echo hi".' },
    { given: [backup, null], message: 'Expected tags to be a plain object, got null.' },
    { given: [backup, 'nightly'], message: 'Expected tags to be a plain object, got "nightly".' },
    { given: [backup, ['nightly']], message: 'Expected tags to be a plain object, got an array of 1.' },
    { given: [backup, new Map([['phase', 'before']])], message: 'Expected tags to be a plain object, got a Map.' },
    { given: [backup, { n: 1 }], message: 'Expected no tag `n`, which is given by the trail, got 1.' },
    { given: [backup, { n: undefined }], message: 'Expected no tag `n`, which is given by the trail, got undefined.' },
    { given: [backup, { phase: null }], message: 'Expected tag `phase` to be a string, a finite number or a boolean, got null.' },
    { given: [backup, { x: Number.NaN }], message: 'Expected tag `x` to be a string, a finite number or a boolean, got NaN.' },
    { given: [backup, { x: 1n }], message: 'Expected tag `x` to be a string, a finite number or a boolean, got a bigint.' },
    { given: [backup, { x: [] }], message: 'Expected tag `x` to be a string, a finite number or a boolean, got an array of 0.' },
    {
      given: [backup, { x: new Date(0) }],
      message: 'Expected tag `x` to be a string, a finite number or a boolean, got a Date.',
    },
    {
      given: [backup, JSON.parse('{"__proto__":{}}')],
      message: 'Expected tag `__proto__` to be a string, a finite number or a boolean, got an object.',
    },
    { given: [backup, { name: '' }], message: 'Expected tag `name` to be a string that is not empty, got "".' },
    { given: [backup, { name: 5 }], message: 'Expected tag `name` to be a string that is not empty, got 5.' },
    { given: [nameless], message: 'Expected a name: a named function, an object with `name`, or the tag `name`, got "".' },
    { given: [{}], message: 'Expected a name: a named function, an object with `name`, or the tag `name`, got undefined.' },
    { given: [{ name: 5 }], message: 'Expected a name: a named function, an object with `name`, or the tag `name`, got 5.' },
    { given: [backup, {}, null], message: 'Expected options to be a plain object, got null.' },
    { given: [backup, {}, [1]], message: 'Expected options to be a plain object, got an array of 1.' },
  ])('is told: $message', ({ given, message }) => {
    expect(() => wrongly(...given)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_STEP', message }));
    expect(() => wrongly(...given)).toThrow(AutoTrailError);
  });
});
