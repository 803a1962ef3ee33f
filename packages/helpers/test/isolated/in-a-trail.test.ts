import { step } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { isolated } from '../../src/isolated/isolated.js';
import { FirstOutput } from '../support/first-output.js';
import { RunningTrail } from '../support/running-trail.js';

const ACTIONS = new URL('../fixtures/actions.js', import.meta.url);

describe('isolated actions in a trail', () => {
  it('have hooks that run in the server and may change the context there', async () => {
    const context = { first: 1, second: 0, sum: 0, failure: '' };
    type Context = typeof context;
    const add = step(
      isolated(ACTIONS, 'addToContext'),
      { name: 'add' },
      {
        before: (_env, given: Context) => {
          given.second = 41;
          return given;
        },
        after: (_env, given: Context, value) => {
          given.sum = value as number;
          return `the sum is ${value}`;
        },
      },
    );
    const fail = step(
      isolated(ACTIONS, 'fail'),
      { name: 'fail' },
      {
        pauseOnFail: false,
        onFailure: (_env, given: Context, error) => {
          given.failure = (error as Error).message;
          return 'handled';
        },
      },
    );
    const trail = await RunningTrail.start([[add, fail]], context);
    await trail.until('finished');
    expect(await trail.each('returnValue')).toEqual(['the sum is 42', 'handled']);
    expect(await trail.each('state')).toEqual(['Succeeded', 'Failed']);
    expect(context).toEqual({ first: 1, second: 41, sum: 42, failure: 'out of order' });
    await trail.shutdown();
  });

  it('do not keep the API from answering, are ended by an interrupt in a busy loop, and run again by resume', async () => {
    const first = new FirstOutput();
    const busy = step(first.watch(isolated(ACTIONS, 'busy', { interruptDelays: { terminateMs: 0 } })));
    const trail = await RunningTrail.start([[busy]]);
    await first.seen();
    for (let call = 0; call < 100; call++) expect(await trail.each('state')).toEqual(['Running']);
    await trail.call('interrupt');
    expect(await trail.each('state')).toEqual(['Interrupted']);
    await trail.call('resume');
    await first.seen();
    expect(await trail.each('attempt')).toEqual([2]);
    await trail.shutdown();
  });

  it('fail their step at once when their process is killed', async () => {
    const first = new FirstOutput();
    const trail = await RunningTrail.start([[step(first.watch(isolated(ACTIONS, 'withGrandchild')))]]);
    const { group } = (await first.seen()) as { readonly group: number };
    process.kill(-group, 'SIGKILL');
    await trail.until('failed');
    expect(await trail.each('state')).toEqual(['Paused due to failure']);
    expect(await trail.each('returnValue')).toEqual([expect.stringMatching(/ended before the action did: signal SIGKILL\.$/)]);
    await trail.shutdown();
  });
});
