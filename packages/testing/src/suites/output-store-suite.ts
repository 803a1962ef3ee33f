import { deepEqual } from 'node:assert/strict';
import type { JsonValue } from '@autotrail/core';
import type { OutputStore } from '@autotrail/layer1';
import { type ConformanceCase, casesOf, collect } from './conformance-case.js';

/** Opens the output of one place for its next owner; the owner before has closed it. */
export type OpenOutputStore = () => Promise<OutputStore>;

/**
 * What every `OutputStore` must do.
 *
 * @param makePlace - makes a new place for output, and answers what opens it
 * @example
 * for (const { name, run } of outputStoreSuite(async () => async () => new MyOutputs(url))) it(name, run);
 */
export function outputStoreSuite(makePlace: () => Promise<OpenOutputStore>): readonly ConformanceCase[] {
  return casesOf(makePlace, CASES);
}

const FIRST = { n: 1, attempt: 1 };
const SECOND = { n: 1, attempt: 2 };
const OTHER = { n: 10, attempt: 1 };
const MESSAGES: readonly JsonValue[] = ['', 'Größe \u{1F600}', 'a\nb\u0000', null, 0, { list: [1, { deep: true }] }];

const CASES: Readonly<Record<string, (open: OpenOutputStore) => Promise<void>>> = {
  'has no messages at first': async (open) => {
    const store = await open();
    deepEqual(await collect(store.read()), []);
    await store.flush();
    await store.close();
  },
  'reads messages back as they were: of each step and attempt in order': async (open) => {
    const store = await open();
    store.write(OTHER, 'of another step');
    for (const message of MESSAGES) store.write(SECOND, message);
    store.write(FIRST, 'the first attempt');
    const expected = [
      { ...FIRST, message: 'the first attempt' },
      ...MESSAGES.map((message) => ({ ...SECOND, message })),
      { ...OTHER, message: 'of another step' },
    ];
    deepEqual(await collect(store.read()), expected);
    await store.close();
  },
  'hands what was flushed to the next owner, who adds to it': async (open) => {
    const store = await open();
    store.write(FIRST, 'before');
    await store.flush();
    await store.close();
    const next = await open();
    next.write(FIRST, 'after');
    deepEqual(
      (await collect(next.read())).map(({ message }) => message),
      ['before', 'after'],
    );
    await next.close();
  },
  'forgets the output of one attempt, and takes it anew': async (open) => {
    const store = await open();
    for (const attempt of [FIRST, SECOND]) store.write(attempt, 'old');
    await store.forget(FIRST);
    deepEqual(await collect(store.read()), [{ ...SECOND, message: 'old' }]);
    store.write(FIRST, 'new');
    deepEqual(await collect(store.read()), [
      { ...FIRST, message: 'new' },
      { ...SECOND, message: 'old' },
    ]);
    await store.forget({ n: 99, attempt: 9 });
    await store.close();
  },
  'keeps the order of many messages': async (open) => {
    const store = await open();
    const count = 2_000;
    for (let k = 0; k < count; k++) store.write(k % 2 === 0 ? FIRST : OTHER, k);
    const found = await collect(store.read());
    deepEqual(
      found.map(({ message }) => message),
      [...numbers(count, 0), ...numbers(count, 1)],
    );
    await store.close();
  },
};

function numbers(below: number, rest: number): readonly number[] {
  return Array.from({ length: below }, (_, k) => k).filter((k) => k % 2 === rest);
}
