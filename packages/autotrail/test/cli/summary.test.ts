import { API_CALL_DEFINITIONS, MemoryTransport, step } from '@autotrail/layer1';
import { TrailClient, TrailServer } from '@autotrail/layer2';
import { describe, expect, it } from 'vitest';
import { summaryFrom, summaryLine, withSummary } from '../../src/cli/summary.js';

const fails = () => {
  throw new Error('no');
};
const good = step(() => 1, { name: 'good' });
const failing = step(fails, { name: 'failing' }, { pauseOnFail: false });
const condition = step(fails, { name: 'condition' }, { pauseOnFail: false, skipProgenyOnFailure: true });
const below = step(() => 1, { name: 'below' });

const ENDS = [
  { how: 'every step succeeded', definition: [[good, below]], isGood: true, states: { Succeeded: 2 } },
  { how: 'a condition failed', definition: [[condition, below]], isGood: true, states: { Failed: 1, Skipped: 1 } },
  { how: 'a step failed', definition: [[failing]], isGood: false, states: { Failed: 1 } },
  { how: 'a step was not reached', definition: [[failing, below]], isGood: false, states: { Failed: 1, Waiting: 1 } },
  { how: 'a step was blocked', definition: [[good, below]], block: true, isGood: false, states: { Succeeded: 1, Blocked: 1 } },
] as const;

async function finish({ definition, ...end }: (typeof ENDS)[number], definitions = API_CALL_DEFINITIONS) {
  const memory = new MemoryTransport();
  const server = new TrailServer(definition as never, { socketFile: false, transports: [memory], definitions });
  await server.start();
  const client = new TrailClient(memory);
  if ('block' in end) await client.block({ name: 'below' });
  await client.start();
  return { server, client, result: await client.wait() };
}

describe('summaryFrom', () => {
  it.each(ENDS)('says how a trail ended of which $how', async (end) => {
    const { server, client, result } = await finish(end);
    expect(await summaryFrom(result, client)).toEqual({ isGood: end.isGood, states: end.states });
    await server.shutdown();
  });

  it.each(ENDS)('takes the word of a server that is gone by now, where $how', async (end) => {
    const { server, client, result } = await finish(end, withSummary(API_CALL_DEFINITIONS) as typeof API_CALL_DEFINITIONS);
    await server.shutdown();
    expect(await summaryFrom(result, client)).toEqual({ isGood: end.isGood, states: end.states });
  });
});

describe('withSummary', () => {
  it('leaves an engine alone that has no such call', () => {
    const { status } = API_CALL_DEFINITIONS;
    expect(withSummary({ status })).toEqual({ status });
  });
});

describe('summaryLine', () => {
  it('counts the steps of each state', () => {
    expect(summaryLine({ isGood: false, states: { Succeeded: 2, Blocked: 1 } })).toBe('finished: 2 Succeeded, 1 Blocked');
  });

  it('says of steps that are not over that they cannot be reached: nobody waits for them', () => {
    const states = { Waiting: 1, Succeeded: 3, Failed: 1 };
    expect(summaryLine({ isGood: false, states })).toBe('finished: 1 Waiting (unreachable), 3 Succeeded, 1 Failed');
  });
});
