import { ManualClock, MemoryTransport, step } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { TrailClient, TrailServer } from '../../src/index.js';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const BEGIN = Date.UTC(2026, 0, 31, 10, 15);

/** Serves a trail at a time: finishes its run, or leaves it with a note that was acknowledged. Answers where its journal is. */
async function serve(now: number, work: 'finish' | 'note'): Promise<{ readonly journal: string; readonly resumed: boolean }> {
  const transport = new MemoryTransport();
  const clock = new ManualClock(now);
  const server = new TrailServer([[step(() => 'done', { name: 'only' })]], {
    name: 'order',
    socketFile: false,
    clock,
    transports: [transport],
  });
  await server.start();
  const client = new TrailClient(transport);
  if (work === 'finish') {
    await client.start();
    await server.finished();
  } else {
    await client.note('to be kept');
  }
  const told = { journal: server.journalFile, resumed: server.resumed !== null };
  await server.shutdown();
  return told;
}

describe('the newest run', () => {
  it.each([
    ['within the same second', 0],
    ['after the clock was set back by a day', -DAY],
    ['a second later', SECOND],
  ])('is the one that was begun last: %s', async (_, later) => {
    for (let round = 0; round < 8; round++) {
      const begin = BEGIN + round * 10 * DAY;
      const first = await serve(begin, 'finish');
      const second = await serve(begin + later, 'note');
      const third = await serve(begin + later, 'note');
      expect(second.journal).not.toBe(first.journal);
      expect(third).toEqual({ journal: second.journal, resumed: true });
      await serve(begin + later, 'finish');
    }
  });
});
