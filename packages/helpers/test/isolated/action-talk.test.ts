import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ActionTalk } from '../../src/isolated/action-talk.js';
import { threadsafe } from '../../src/threadsafe.js';
import { Counter } from '../support/counter.js';
import { FakeEnvironment } from '../support/fake-environment.js';

/** What the server replies to a call. */
async function replyTo(call: object, context: unknown): Promise<unknown> {
  const [server, action] = duplexPair();
  const talk = new ActionTalk(server, new FakeEnvironment(), context);
  action.write(`${JSON.stringify({ type: 'call', id: 1, args: [], ...call })}\n`);
  const [line] = await once(action, 'data');
  talk.channel.close();
  return JSON.parse(String(line)).answer;
}

describe('the calls of an isolated action', () => {
  const context = { host: 'db-1', counter: threadsafe(new Counter()), plain: { run: () => 1 } };

  it('reach the methods of a threadsafe object', async () => {
    expect(await replyTo({ key: 'counter', method: 'add', args: [3] }, context)).toEqual({ ok: true, value: 3 });
    expect(await replyTo({ key: null, method: 'read' }, threadsafe(new Counter()))).toEqual({ ok: true, value: 0 });
  });

  it.each([
    ['counter', 'constructor'],
    ['counter', '__proto__'],
    ['counter', 'hasOwnProperty'],
    ['counter', 'value'],
    ['counter', 'getter'],
    ['counter', 'missing'],
    ['plain', 'run'],
    ['host', 'trim'],
    ['missing', 'run'],
    ['__proto__', 'toString'],
    [null, 'toString'],
    [null, 'counter'],
  ])('are refused where %s has no method %s to be called', async (key, method) => {
    const error = expect.objectContaining({ code: 'AUTOTRAIL_NO_METHOD', message: expect.stringContaining(`got ${method}.`) });
    expect(await replyTo({ key, method }, context)).toEqual({ ok: false, error });
  });
});
