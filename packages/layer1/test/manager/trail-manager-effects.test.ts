import { afterEach, expect, it, vi } from 'vitest';
import { HandJournal } from '../support/manager-ports.js';
import { quiet, rigFor } from '../support/manager-rig.js';
import { trailOf } from '../support/trails.js';

afterEach(() => void vi.restoreAllMocks());

it('What a slice left over is carried out without waiting for the journal to keep what came next', async () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const journal = new HandJournal();
  const { ask, executor } = rigFor(trailOf([['a'], ['b'], ['c']]), { journal });
  await quiet();
  const commands = [ask('start')];
  await quiet();
  journal.latest.settle();
  await quiet();
  commands.push(ask('interrupt'));
  await quiet();
  commands.push(ask('note', { text: 'and this' }));
  // The journal takes its time: the slice is over when it has kept that all are to end.
  now += 1_000;
  journal.latest.settle();
  await quiet();
  expect(journal.latest.records).toMatchObject([{ event: { type: 'note' } }]);
  expect(executor.asked).toEqual(['start 0.1', 'start 1.1', 'start 2.1', ...[0, 1, 2].map((n) => `end ${n}.1 operator`)]);
  journal.latest.settle();
  await Promise.all(commands);
});
