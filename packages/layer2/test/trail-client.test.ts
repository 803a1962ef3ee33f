import { type Environment, MemoryTransport, Step, type Transport } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { type Selector, SocketTransport, TrailClient, TrailServer } from '../src/index.js';
import { socketPath } from './support/folders.js';
import { emptyStep, heldStep, promise, started } from './support/local.js';
import { Rig } from './support/rig.js';
import { hostOfThisFile, TrailHost } from './support/trail-host.js';

const host = hostOfThisFile();
const GONE = { name: 'AutoTrailError', code: 'AUTOTRAIL_SERVER_GONE' };
const named = (name: string, n: number) => ({ n, name });

/** Every method that makes a call, in an order in which each of them has something to do. */
describe('every method', () => {
  it('does what its name says, and answers what it did', async () => {
    const { client, ...rig } = await commandable();
    const [a, b, c] = [named('a', 0), named('b', 1), named('c', 2)];
    const result = (...affected: object[]) => ({ affected, refused: expect.any(Array), revision: expect.any(Number) });

    expect(await client.ping()).toEqual({ trail: 'hosted', run: expect.stringMatching(/Z-/), revision: 0, trouble: null });
    expect(await client.list({ name: 'a' })).toEqual([{ ...a }]);
    expect(await client.pauseBranch({ name: 'b' })).toEqual(result(b, c));
    expect(await client.resumeBranch({ name: 'b' })).toEqual(result(b, c));
    expect(await client.pause({ name: 'b' })).toEqual(result(b));
    expect(await client.resume({ name: 'b' })).toEqual(result(b));
    expect(await client.skip({ name: 'b' })).toEqual(result(b));
    expect(await client.unskip({ name: 'b' })).toEqual(result(b));
    expect(await client.block({ name: 'b' })).toEqual(result(b));
    expect(await client.unblock({ name: 'b' })).toEqual(result(b));
    expect(await client.pause({ name: 'b' })).toEqual(result(b));
    expect(await client.nextStep()).toEqual(result(b));
    expect(await client.unsetPauseOnFail({ name: 'c' })).toEqual(result(c));
    expect(await client.setPauseOnFail({ name: 'c' })).toEqual(result(c));
    expect(await client.start()).toEqual(result(a));
    expect(await client.sendMessageToSteps({ ask: ['Well?'] }, { name: 'a' })).toEqual(result(a));
    expect(await client.wait({ until: 'needsInput' })).toEqual({ outcome: 'needsInput', revision: expect.any(Number) });
    const [waiting] = await client.stepsWaitingForUserInput();
    expect(waiting).toMatchObject({ ...a, waitingForResponse: { message: 'Well?' } });
    expect(await client.reply(waiting?.waitingForResponse.id ?? '', 'yes')).toEqual(result(a));
    expect(await client.stepsWaitingForUserInput()).toEqual([]);
    expect(await client.interrupt()).toEqual(result(a));
    expect(await client.status({}, { fields: ['state'] })).toEqual(
      ['Interrupted', 'Waiting', 'Waiting'].map((state) => ({ state })),
    );
    expect(await client.stop()).toEqual({ blocked: [b, c], interrupted: [], revision: expect.any(Number) });
    expect(await client.shutdown({ dryRun: true })).toBe(false);
    expect(await client.shutdown()).toBe(true);
    expect(await rig.end()).toEqual({ outcome: 'shutdown' });
  });

  it('that commands tells the server who wants it and why', async () => {
    const rig = await Rig.of(host, { pairs: [['a'], ['b']] });
    const provenance = { actor: 'ada', reason: 'maintenance' };
    await rig.client.start(provenance);
    await rig.client.pause({ name: 'a' }, provenance);
    await rig.client.nextStep(1, { actor: 'ada' });
    await rig.client.sendMessageToSteps('hello', {}, { reason: 'maintenance' });
    await rig.client.stop({ interrupt: true, ...provenance });
    const revision = 5;
    await rig.witness.until((witness) => witness.revision >= revision);
    const said = rig.witness.records.slice(0, revision).map(({ event }) => {
      const { actor, reason } = event as { actor?: string; reason?: string };
      return { actor, reason };
    });
    expect(said).toEqual([
      provenance,
      provenance,
      { actor: 'ada', reason: undefined },
      { actor: undefined, reason: 'maintenance' },
      provenance,
    ]);
  });

  async function commandable(): Promise<{ client: TrailClient; end: () => Promise<unknown> }> {
    const socketFile = await host.serve({
      pairs: [
        ['a', 'b'],
        ['b', 'c'],
      ],
    });
    return { client: new TrailClient(socketFile), end: () => host.end(socketFile) };
  }
});

describe('a call that is refused', () => {
  it('rejects with AUTOTRAIL_CALL_REFUSED, the words of the server, and its error as the cause', async () => {
    const { socketFile } = await started([[emptyStep('a')]]);
    await using client = new TrailClient(socketFile);
    await expect(client.reply('7.7.7', true)).rejects.toMatchObject({
      name: 'AutoTrailError',
      code: 'AUTOTRAIL_CALL_REFUSED',
      message: expect.stringContaining('7.7.7'),
      hint: expect.stringContaining('Nothing was changed'),
      cause: {
        name: 'AutoTrailError',
        code: 'AUTOTRAIL_UNKNOWN_PROMPT',
        message: expect.stringContaining('7.7.7'),
        hint: expect.stringContaining('open prompts'),
      },
    });
  });

  it('leaves the client as it was', async () => {
    const { socketFile } = await started([[emptyStep('a')]]);
    await using client = new TrailClient(socketFile);
    await expect(client.nextStep(0)).rejects.toMatchObject({ code: 'AUTOTRAIL_CALL_REFUSED' });
    expect(await client.list()).toHaveLength(1);
  });
});

describe('a value that is no JSON', () => {
  it.each([{ name: undefined }, { phase: Number.NaN }, { when: new Date(0) }, { big: 1n }])(
    'is refused in a selector, and does not make it mean every step: %o',
    async (selector) => {
      const server = await started([[emptyStep('a')], [emptyStep('b')]]);
      await using client = new TrailClient(server.socketFile);
      const call = client.skip(selector as unknown as Selector);
      await expect(call).rejects.toMatchObject({ code: 'AUTOTRAIL_NOT_JSON', message: expect.stringContaining('$.tags') });
      expect(await client.status({}, { fields: ['state'] })).toEqual([{ state: 'Ready' }, { state: 'Ready' }]);
    },
  );

  it('is refused in a message and in a reply', async () => {
    const { socketFile } = await started([[emptyStep('a')]]);
    await using client = new TrailClient(socketFile);
    const map = new Map() as unknown as string;
    await expect(client.sendMessageToSteps(map)).rejects.toMatchObject({ code: 'AUTOTRAIL_NOT_JSON' });
    await expect(client.reply('0.1.1', map)).rejects.toMatchObject({ code: 'AUTOTRAIL_NOT_JSON' });
  });
});

describe('a server that is gone', () => {
  it('is said to be, when it was never started', async () => {
    const client = new TrailClient(socketPath());
    await expect(client.list()).rejects.toMatchObject(GONE);
    await expect(client.wait()).rejects.toMatchObject(GONE);
    await expect(client.ping()).rejects.toMatchObject(GONE);
    await expect(client.events().next()).rejects.toMatchObject(GONE);
    await client.close();
  });

  it('is said to be, when it was shut down meanwhile', async () => {
    const server = await started([[emptyStep('a')]]);
    const client = new TrailClient(server.socketFile);
    await client.list();
    await server.shutdown();
    await expect(client.list()).rejects.toMatchObject(GONE);
    await expect(client.shutdown()).rejects.toMatchObject(GONE);
  });

  it('fails whoever waits or asks, at once, when it is killed; events end', async () => {
    const killed = new TrailHost();
    const socketFile = await killed.serve({ pairs: [['a']] });
    const asked = promise<void>();
    const client = new TrailClient(tellingWhenAsked(socketFile, 'wait', asked.resolve));
    const waiting = expect(client.wait()).rejects.toMatchObject(GONE);
    await asked.promise;
    const subscribed = promise<void>();
    const end = client.events({ onSubscribed: () => subscribed.resolve() }).next();
    await subscribed.promise;
    killed.freeze();
    const asking = expect(client.list()).rejects.toMatchObject(GONE);
    await killed.crash();
    await Promise.all([waiting, asking]);
    expect(await end).toEqual({ done: true, value: undefined });
    await expect(client.status()).rejects.toMatchObject(GONE);
    await killed.close();
  });

  it('is found again by the same client when it is back', async () => {
    const first = await started([[emptyStep('a')]]);
    const client = new TrailClient(first.socketFile);
    expect(await client.list()).toEqual([{ n: 0, name: 'a' }]);
    await first.shutdown();
    await expect(client.list()).rejects.toMatchObject(GONE);
    const second = new TrailServer([[emptyStep('b')]], { name: 'second', socketFile: first.socketFile });
    await second.start();
    expect(await client.list()).toEqual([{ n: 0, name: 'b' }]);
    await client.close();
    await second.shutdown();
  });
});

describe('close', () => {
  it('hangs up, and the next call connects again', async () => {
    const { socketFile } = await started([[emptyStep('a')]]);
    const client = new TrailClient(socketFile);
    await client.list();
    await client.close();
    await client.close();
    expect(await client.list()).toHaveLength(1);
    await client.close();
  });

  it('does nothing before the first call, or where nobody answers', async () => {
    const client = new TrailClient(socketPath());
    await client.close();
    const call = client.list();
    await client.close();
    await expect(call).rejects.toMatchObject(GONE);
  });

  it('fails what is under way', async () => {
    const { socketFile } = await started([[emptyStep('a')]]);
    const client = new TrailClient(socketFile);
    const call = expect(client.list()).rejects.toMatchObject(GONE);
    await client.close();
    await call;
  });
});

describe('wait', () => {
  it('is given up when its signal aborts, with its reason, and the server forgets it', async () => {
    const { step, running, release } = heldStep();
    const memory = new MemoryTransport();
    const server = await started([[step]], { transports: [memory] });
    const client = new TrailClient(server.socketFile);
    await client.start();
    await running;
    for (const to of [server.socketFile, memory]) {
      const patience = new AbortController();
      const asked = promise<void>();
      const impatient = new TrailClient(tellingWhenAsked(to, 'wait', asked.resolve));
      const waiting = impatient.wait({ signal: patience.signal });
      await asked.promise;
      patience.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow('enough');
    }
    release();
    expect(await client.wait()).toMatchObject({ outcome: 'finished' });
    await client.close();
  });

  it('does not even connect when its signal has aborted', async () => {
    const client = new TrailClient(socketPath());
    await expect(client.wait({ signal: AbortSignal.abort(new Error('never mind')) })).rejects.toThrow('never mind');
  });

  it('may be done by many at once', async () => {
    const { step, running, release } = heldStep();
    const server = await started([[step]]);
    const client = new TrailClient(server.socketFile);
    const waiting = Promise.all(Array.from({ length: 50 }, () => client.wait()));
    await client.start();
    await running;
    release();
    expect(new Set((await waiting).map(({ outcome }) => outcome))).toEqual(new Set(['finished']));
    await client.close();
  });
});

describe('several clients', () => {
  it("see each other's commands in one order", async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const clients = Array.from({ length: 8 }, () => new TrailClient(rig.socketFile));
    const revisions: number[] = [];
    await Promise.all(
      clients.map(async (client, i) => {
        for (let round = 0; round < 25; round += 1) {
          const { revision } = await (i % 2 === 0 ? client.pause() : client.resume());
          const { revision: seen } = await client.resume({ name: 'nobody' });
          expect(seen).toBeGreaterThan(revision);
          revisions.push(revision, seen);
        }
      }),
    );
    expect(revisions.toSorted((x, y) => x - y)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
    await Promise.all(clients.map((client) => client.close()));
  });

  it('that pause the same step at once: it is affected for one of them', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const clients = Array.from({ length: 8 }, () => new TrailClient(rig.socketFile));
    const results = await Promise.all(clients.map((client) => client.pause()));
    expect(results.flatMap(({ affected }) => affected)).toEqual([{ n: 0, name: 'a' }]);
    expect(results.flatMap(({ refused }) => refused)).toHaveLength(7);
    await Promise.all(clients.map((client) => client.close()));
  });
});

describe('a step of the trail', () => {
  it('may steer its own trail', async () => {
    const socketFile = socketPath();
    const steer = async (_: Environment): Promise<void> => {
      await using client = new TrailClient(socketFile);
      await client.skip({ name: 'next' });
    };
    const server = await started([[new Step(steer, { name: 'steers' }), emptyStep('next')]], { socketFile });
    await using client = new TrailClient(socketFile);
    await client.start();
    await server.finished();
    expect(await client.status({}, { fields: ['state'] })).toEqual([{ state: 'Succeeded' }, { state: 'Skipped' }]);
  });
});

/** A way to a server that tells when a certain request was sent. */
function tellingWhenAsked(to: string | Transport, name: string, tell: () => void): Pick<Transport, 'connect'> {
  const transport = typeof to === 'string' ? new SocketTransport(to) : to;
  return {
    async connect() {
      const connection = await transport.connect();
      return {
        hello: connection.hello,
        closed: connection.closed,
        onPush: (listener) => connection.onPush(listener),
        close: () => connection.close(),
        request: (asked, ...rest) => {
          const answer = connection.request(asked, ...rest);
          if (asked === name) tell();
          return answer;
        },
      };
    },
  };
}
