import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { extractionWrapper } from '../../src/wrappers/extraction-wrapper.js';
import { FakeEnvironment } from '../support/fake-environment.js';

interface Context {
  readonly from: string;
  copied?: number;
}

interface Copy {
  readonly from: string;
  readonly to: string;
}

class DiskFull extends Error {}
class QuotaReached extends DiskFull {}

const env = new FakeEnvironment();
const copyFile = async ({ from, to }: Copy) => ({ bytes: from.length, to });

describe('extractionWrapper', () => {
  it('gathers the argument, hands the returned value on, and answers what the extractor makes of it', async () => {
    const action = extractionWrapper(copyFile, {
      parameterExtractors: [(_env, { from }: Context) => ({ from }), async () => ({ to: '/srv' })],
      returnHandlers: [
        ({ bytes }, context) => {
          context.copied = bytes;
        },
      ],
      returnValueExtractor: ({ bytes, to }, { copied }) => `${bytes} to ${to}, ${copied} remembered`,
    });
    expect(action.name).toBe('copyFile');
    expect(await action(env, { from: 'abc' })).toBe('3 to /srv, 3 remembered');
  });

  it('gives the function an empty object and answers its own value where nothing is asked for', async () => {
    expect(await extractionWrapper((parameters) => Object.keys(parameters))(env, null)).toEqual([]);
  });

  it('merges what the extractors answer, whatever the keys are: of two that are the same, the later wins', async () => {
    const parts = fc.array(fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), fc.nat()));
    await fc.assert(
      fc.asyncProperty(parts, async (all) => {
        const action = extractionWrapper((given: Readonly<Record<string, number>>) => Object.entries(given), {
          parameterExtractors: all.map((part) => () => part),
        });
        const expected = new Map(all.flatMap((part) => Object.entries(part)));
        expect(new Map((await action(env, null)) as [string, number][])).toEqual(expected);
      }),
    );
  });

  it('runs extractors, function, return handlers and return value extractor one after another', async () => {
    const order: string[] = [];
    const later = (what: string) => async () => {
      await Promise.resolve();
      order.push(what);
      return {};
    };
    await extractionWrapper(later('fn'), {
      parameterExtractors: [later('first'), later('second')],
      returnHandlers: [later('third'), later('fourth')],
      returnValueExtractor: later('last'),
    })(env, null);
    expect(order).toEqual(['first', 'second', 'fn', 'third', 'fourth', 'last']);
  });

  it('takes the return value from the first exception handler whose class matches, and leaves return handlers out', async () => {
    const handled: string[] = [];
    const action = extractionWrapper(
      (): string => {
        throw new QuotaReached('no room');
      },
      {
        returnHandlers: [(_returned, _context: Context) => handled.push('return handler')],
        returnValueExtractor: () => 'extracted',
        exceptionHandlers: [
          [TypeError, () => 'type error'],
          [DiskFull, ({ message }, { from }: Context) => `${from}: ${message}`],
          [QuotaReached, () => 'too late'],
        ],
      },
    );
    expect(await action(env, { from: 'a' })).toBe('a: no room');
    expect(handled).toEqual([]);
  });

  it('rejects with an error that no handler is for', async () => {
    const failure = new DiskFull('full');
    const action = extractionWrapper(() => Promise.reject(failure), { exceptionHandlers: [[TypeError, () => null]] });
    await expect(action(env, null)).rejects.toBe(failure);
  });

  it('has exception handlers cover the function alone', async () => {
    const fail = () => {
      throw new DiskFull('around it');
    };
    const exceptionHandlers = [[Error, () => 'covered']] as const;
    for (const around of [{ parameterExtractors: [fail] }, { returnHandlers: [fail] }, { returnValueExtractor: fail }]) {
      await expect(extractionWrapper(() => null, { ...around, exceptionHandlers })(env, null)).rejects.toThrow('around it');
    }
  });

  it.each([null, 'text', 7, [['a', 1]], undefined])('fails where an extractor answers %j', async (answer) => {
    const action = extractionWrapper(() => null, { parameterExtractors: [() => answer as never] });
    await expect(action(env, null)).rejects.toMatchObject({ code: 'AUTOTRAIL_BAD_PARAMETERS' });
  });

  it.each([
    [{ parameterExtractors: () => ({}) }, 'a list of functions'],
    [{ returnHandlers: ['no function'] }, 'a list of functions'],
    [{ returnValueExtractor: 7 }, 'a function'],
    [{ exceptionHandlers: [[() => null, () => null]] }, 'a list of pairs of a class and a function'],
    [{ exceptionHandlers: [TypeError] }, 'a list of pairs of a class and a function'],
  ])('refuses %o', (options, expected) => {
    expect(() => extractionWrapper(() => null, options as never)).toThrow(`of extractionWrapper to be ${expected}, got `);
  });

  it('refuses an option it does not know, and what is no function', () => {
    expect(() => extractionWrapper(() => null, { handlers: [] } as never)).toThrow('got `handlers`.');
    expect(() => extractionWrapper(null as never)).toThrow('Expected option `fn` of extractionWrapper to be a function');
  });

  it('is typed: parameters, what is returned, errors and the context', () => {
    const action = extractionWrapper(copyFile, {
      parameterExtractors: [(_env, context: Context) => ({ from: context.from })],
      returnValueExtractor: (returned) => returned.bytes,
      exceptionHandlers: [
        [
          DiskFull,
          (error) => {
            expectTypeOf(error).toEqualTypeOf<DiskFull>();
            return null;
          },
        ],
      ],
    });
    expectTypeOf(action).parameter(1).toEqualTypeOf<Context>();
    // @ts-expect-error: the function has no such parameter
    extractionWrapper(copyFile, { parameterExtractors: [() => ({ from: 7 })], returnValueExtractor: () => null });
    // @ts-expect-error: a Date is no result of an action, so that it must be extracted
    extractionWrapper(() => new Date(), {});
  });
});
