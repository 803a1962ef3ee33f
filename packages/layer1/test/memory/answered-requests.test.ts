import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnsweredRequests, digestOf } from '../../src/memory/answered-requests.js';

function request(id: number, result: string = `answer ${id}`) {
  return { requestId: `r${id}`, digest: 'd', result };
}

describe('AnsweredRequests', () => {
  it('knows what each request was answered, and of no other one', () => {
    const answered = new AnsweredRequests();
    answered.remember(request(1));
    expect([answered.answerTo('r1', 'd')?.result, answered.answerTo('r2', 'd')?.result]).toEqual(['answer 1', undefined]);
  });

  it('refuses another call under the same id, and keeps the first', () => {
    const answered = new AnsweredRequests();
    answered.remember(request(1));
    expect(() => answered.answerTo('r1', 'other')).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_REQUEST_ID_REUSED' }));
    expect(answered.answerTo('r1', 'd')?.result).toBe('answer 1');
  });

  it('forgets what is taken back', () => {
    const answered = new AnsweredRequests();
    answered.remember(request(1));
    answered.forget('r1');
    answered.forget('r2');
    expect([answered.answerTo('r1', 'other'), answered.all()]).toEqual([undefined, []]);
  });

  it('knows the last ten thousand', () => {
    const answered = new AnsweredRequests();
    for (let id = 0; id < 10_000; id++) answered.remember(request(id));
    expect([answered.answerTo('r0', 'd')?.result, answered.all().length]).toEqual(['answer 0', 10_000]);
    answered.remember(request(10_000));
    expect([answered.answerTo('r0', 'd')?.result, answered.answerTo('r1', 'd')?.result, answered.all().length]).toEqual([
      undefined,
      'answer 1',
      10_000,
    ]);
  });

  it('knows fewer where answers are very large, and always the newest that fit', () => {
    const answered = new AnsweredRequests();
    const large = 'x'.repeat(16 * 1_024 * 1_024);
    for (let id = 0; id < 6; id++) answered.remember(request(id, large));
    expect(answered.all().map(({ requestId }) => requestId)).toEqual(['r3', 'r4', 'r5']);
    for (let id = 6; id < 9; id++) answered.remember(request(id));
    expect(answered.all()).toHaveLength(6);
  });

  it('counts what is remembered anew once, as the newest', () => {
    const answered = new AnsweredRequests();
    const large = 'x'.repeat(20 * 1_024 * 1_024);
    answered.remember(request(0, large));
    answered.remember(request(1, large));
    for (let times = 0; times < 5; times++) answered.remember(request(0, large));
    expect(answered.all().map(({ requestId }) => requestId)).toEqual(['r1', 'r0']);
  });
});

describe('digestOf', () => {
  it('is the same in whatever order the fields of a call are, at any depth', () => {
    const first = { name: 'skip', tags: { phase: 'x', name: 'y' }, list: [{ a: 1, b: [2] }] };
    const second = { list: [{ b: [2], a: 1 }], tags: { name: 'y', phase: 'x' }, name: 'skip' };
    expect(digestOf(first)).toBe(digestOf(second));
  });

  it('is another for every other call', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (one, other) => {
        const [a, b] = [one, other].map((call) => JSON.parse(JSON.stringify(call)));
        const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(digestOf(a) === digestOf(b)).toBe(isSame);
      }),
    );
    expect(digestOf({ name: 'skip', list: [1, 2] })).not.toBe(digestOf({ name: 'skip', list: [2, 1] }));
    expect(digestOf({ name: 'skip', tags: { n: 1 } })).not.toBe(digestOf({ name: 'skip', tags: { n: '1' } }));
  });
});

/** Objects as lists of their entries by key, all the way down. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return {
    entries: Object.keys(value)
      .sort()
      .map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
  };
}
