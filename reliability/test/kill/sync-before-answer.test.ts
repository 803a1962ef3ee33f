import { expect, test } from 'vitest';
import { watchOrder } from '../../src/kill/sync-before-answer.js';
import { judgeTrace } from '../../src/kill/system-calls.js';
import { traceServer, whyNoTrace } from '../../src/kill/trace-server.js';
import { seedOfRun } from '../../src/support/random.js';

const seed = seedOfRun();
const commands = 40;

test('no command is answered and no attempt begins before a finished sync covers its record (invariants 10, 20, 28)', async () => {
  const { answers, attempts, breaches } = await watchOrder({ seed, commands });
  expect(breaches, `seed ${seed}`).toEqual([]);
  expect(answers).toBeGreaterThanOrEqual(commands);
  expect(attempts).toBeGreaterThan(0);
});

test.each(['no sync', 'acknowledge before write'] as const)('watching the order finds out a disk with %s', async (saboteur) => {
  const { answers, breaches } = await watchOrder({ seed, commands, saboteur });
  expect(breaches.length).toBeGreaterThanOrEqual(answers);
});

test('the system is asked to sync the journal before each answer is written to its socket, where that can be traced (invariants 10, 28)', async () => {
  const reason = whyNoTrace();
  if (reason !== null) return console.log(`The calls of the system are not traced: ${reason}`);
  const { answers, syncs, breaches } = await traceServer({ seed, commands });
  expect(breaches, `seed ${seed}`).toEqual([]);
  expect(answers).toBeGreaterThanOrEqual(commands / 2);
  expect(syncs).toBeGreaterThan(0);
  const sabotaged = await traceServer({ seed, commands, saboteur: 'no sync' });
  expect(sabotaged.breaches.length).toBeGreaterThan(0);
});

const write = String.raw`11 write(18</x/journal>, "[\"0\",{\"revision\":7,\"epoch\":1}]\n", 30) = 30`;
const answer = String.raw`10 write(21<socket:[5]>, "{\"id\":1,\"result\":{\"affected\":[],\"revision\":7}}\n", 40) = 40`;

test.each([
  { what: 'a sync between both', lines: [write, '12 fdatasync(18</x/journal>) = 0', answer], breaches: 0 },
  { what: 'no sync', lines: [write, answer], breaches: 1 },
  { what: 'a sync before the write', lines: ['12 fdatasync(18</x/journal>) = 0', write, answer], breaches: 1 },
  {
    what: 'a sync that failed',
    lines: [write, '12 fdatasync(18</x/journal>) = -1 EIO (Input/output error)', answer],
    breaches: 1,
  },
  {
    what: 'a sync that ends after the answer',
    lines: [write, '12 fdatasync(18</x/journal> <unfinished ...>', answer, '12 <... fdatasync resumed>) = 0'],
    breaches: 1,
  },
  {
    what: 'a sync that began before the write had ended',
    lines: [
      write.replace(/, 30\) = 30$/, ', 30 <unfinished ...>'),
      '12 fdatasync(18</x/journal> <unfinished ...>',
      '11 <... write resumed>) = 30',
      '12 <... fdatasync resumed>) = 0',
      answer,
    ],
    breaches: 1,
  },
  {
    what: 'a sync that ended in time, told in two lines',
    lines: [write, '12 fdatasync(18</x/journal> <unfinished ...>', '12 <... fdatasync resumed>) = 0', answer],
    breaches: 0,
  },
])('of a trace with $what it is told whether the answer came too early', ({ lines, breaches }) => {
  const verdict = judgeTrace(lines);
  expect(verdict.answers).toBe(1);
  expect(verdict.breaches).toHaveLength(breaches);
});
