/** One test for each fault of the original that can be shown here; the numbers are those of the list in `docs/`. */
import { type Connection, connect, sendRequest } from '@autotrail/core/socket';
import type { Definition } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TrailClient, TrailServer } from '../src/index.js';
import { socketPath } from './support/folders.js';
import { emptyStep } from './support/local.js';
import { RawClient } from './support/raw-client.js';
import { Rig } from './support/rig.js';
import { type HostedTrail, hostOfThisFile, TrailHost } from './support/trail-host.js';

const host = hostOfThisFile();
const CONDITION = { options: { pauseOnFail: false, skipProgenyOnFailure: true } };

describe('fault 1: a cycle off the root', () => {
  it('is found before anything runs, and named by its path', () => {
    const [root, a, b, c] = [emptyStep('root'), emptyStep('a'), emptyStep('b'), emptyStep('c')];
    const definition: Definition<unknown> = [
      [root, a],
      [b, c],
      [c, b],
    ];
    expect(() => new TrailServer(definition, { socketFile: socketPath() })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_CYCLE', message: expect.stringMatching(/b.*c.*b|c.*b.*c/) }),
    );
  });
});

describe('fault 2', () => {
  it('a second root runs', async () => {
    const rig = await Rig.of(host, { pairs: [['a', 'c'], ['b', 'c'], ['alone']] });
    await rig.client.start();
    expect(await rig.states()).toEqual({ a: 'Running', b: 'Running', alone: 'Running', c: 'Waiting' });
  });

  it('a duplicate pair is harmless: the join runs when its parents are done', async () => {
    const rig = await Rig.of(host, {
      pairs: [
        ['a', 'b'],
        ['a', 'b'],
        ['a', 'b'],
      ],
    });
    await rig.client.start();
    await rig.tell('a', 'succeed');
    await rig.until('b', 'Running');
  });
});

describe('fault 3: a join below a skipped branch runs', () => {
  it('when its other parents were done before', async () => {
    const pairs = [
      ['condition', 'guarded'],
      ['guarded', 'join'],
      ['other', 'join'],
    ];
    const rig = await Rig.of(host, { pairs, steps: { condition: CONDITION } });
    await rig.client.start();
    await rig.tell('other', 'succeed');
    await rig.until('other', 'Succeeded');
    await rig.tell('condition', 'fail');
    await rig.until('join', 'Running');
  });

  it('when the failed condition is itself a parent', async () => {
    const pairs = [
      ['condition', 'join'],
      ['other', 'join'],
    ];
    const rig = await Rig.of(host, { pairs, steps: { condition: CONDITION } });
    await rig.client.start();
    await rig.tell('condition', 'fail');
    await rig.until('condition', 'Failed');
    await rig.tell('other', 'succeed');
    await rig.until('join', 'Running');
  });
});

describe('fault 4: next_steps', () => {
  it('called twice affects the next steps the second time', async () => {
    const rig = await Rig.of(host, { pairs: [['a'], ['b'], ['c']] });
    await rig.client.pause();
    expect((await rig.client.nextStep()).affected).toEqual([{ n: 0, name: 'a' }]);
    expect((await rig.client.nextStep()).affected).toEqual([{ n: 1, name: 'b' }]);
    expect(await rig.states()).toEqual({ a: 'Waiting', b: 'Waiting', c: 'Paused' });
  });
});

describe('fault 5: the server goes on', () => {
  it('when a client says nothing: the others are answered meanwhile', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const silent = await RawClient.connected(rig.socketFile);
    expect((await rig.client.start()).affected).toEqual([{ n: 0, name: 'a' }]);
    expect(silent.hasEnded).toBe(false);
  });

  it('when a client hangs up before its answer', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const hasty = await RawClient.connected(rig.socketFile);
    hasty.send({ name: 'list', tags: {} }).socket.destroy();
    await hasty.closed;
    expect(await rig.states()).toEqual({ a: 'Ready' });
  });

  it('when a client sends no JSON', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const strange = await RawClient.connected(rig.socketFile);
    strange.socket.write('GET / HTTP/1.1\n');
    expect(await strange.message()).toMatchObject({ name: null, result: null, error: expect.stringContaining('JSON') });
    expect(await rig.states()).toEqual({ a: 'Ready' });
  });
});

/** A connection to the only trail of a process of its own: nobody else can make a timer there, not even by hanging up. */
async function connectAlone(trail: HostedTrail): Promise<{ host: TrailHost; connection: Connection }> {
  const alone = new TrailHost();
  onTestFinished(() => alone.close());
  return { host: alone, connection: await connect(await alone.serve(trail)) };
}

describe('fault 11: an idle server', () => {
  it('waits for nothing but its sockets: it has no timer and nothing to do at the next turn', async () => {
    const { host: alone, connection } = await connectAlone({ pairs: [['runs', 'waits'], ['held']] });
    await connection.request('pause', { tags: { name: 'held' } });
    await connection.request('start');
    const { result } = await connection.request('status', { status_fields: ['state'] });
    expect(result).toEqual([{ state: 'Running' }, { state: 'Paused' }, { state: 'Waiting' }]);
    const { resources, timersMade } = await alone.activity();
    expect(resources).not.toContain('Timeout');
    expect(resources).not.toContain('Immediate');
    expect(await alone.activity()).toMatchObject({ resources, timersMade });
  });
});

describe('fault 13: steps follow each other without delay', () => {
  it.each([7, 1_000])('a chain of %i empty steps is run without a timer', async (length) => {
    const names = Array.from({ length }, (_, i) => `s${i}`);
    const { host: alone, connection } = await connectAlone({
      pairs: names.slice(1).map((name, i) => [`s${i}`, name]),
      steps: Object.fromEntries(names.map((name) => [name, { action: 'empty' }])),
    });
    const { timersMade } = await alone.activity();
    const finished = connection.request('wait');
    await connection.request('start');
    expect((await finished).result).toMatchObject({ outcome: 'finished' });
    expect((await alone.activity()).timersMade).toBe(timersMade);
  });
});

describe('fault 15: with the server gone every call says so', () => {
  it('by TrailClient and on wire 1', async () => {
    const path = socketPath();
    const client = new TrailClient(path);
    const gone = {
      code: 'AUTOTRAIL_SERVER_GONE',
      message: expect.stringContaining(path),
      hint: expect.stringContaining('Start'),
    };
    await expect(client.status()).rejects.toMatchObject(gone);
    await expect(client.pause()).rejects.toMatchObject(gone);
    await expect(client.wait()).rejects.toMatchObject(gone);
    await expect(sendRequest(path, { name: 'list', tags: {} })).rejects.toMatchObject(gone);
  });
});

describe('fault 16: a broadcast', () => {
  it('never answers a prompt that is asked later, and a reply answers the prompt it names and no other', async () => {
    const rig = await Rig.of(host, { pairs: [['a'], ['b']] });
    await rig.client.start();
    await rig.client.sendMessageToSteps('for everybody');
    await rig.tell('a', { ask: ['Delete all?', 'Delete some?'] });
    await rig.witness.until((witness) => witness.step(0).prompts?.length === 2);
    const { prompts } = await rig.status('a');
    await rig.client.reply(prompts[1]?.id ?? '', 'yes');
    expect(await rig.status('a')).toMatchObject({
      prompts: [{ message: 'Delete all?' }],
      outputMessages: ['for everybody', { prompt: 'Delete some?', answer: 'yes' }],
    });
  });
});

describe('fault 18', () => {
  it('Input messages are answered when they are asked for', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    await rig.client.start();
    await rig.client.sendMessageToSteps('hello');
    const request = { name: 'status', tags: {}, states: [], status_fields: ['Input messages'] };
    const { result } = await sendRequest(rig.socketFile, request);
    expect(result).toEqual([{ n: 0, Name: 'a', 'Input messages': ['hello'] }]);
  });

  it('a string for states is refused, not read by letters', async () => {
    const rig = await Rig.of(host, { pairs: [['a']] });
    const { result, error } = await sendRequest(rig.socketFile, {
      name: 'status',
      tags: {},
      states: 'Ready',
      status_fields: [],
    });
    expect({ result, error }).toEqual({ result: null, error: expect.stringMatching(/states.*Ready/) });
  });

  it('a missing step_count affects nothing', async () => {
    const rig = await Rig.of(host, { pairs: [['a'], ['b']] });
    await rig.client.pause();
    const { result, error } = await sendRequest(rig.socketFile, { name: 'next_steps', dry_run: false });
    expect({ result, error }).toEqual({ result: null, error: expect.stringContaining('step_count') });
    expect(await rig.states()).toEqual({ a: 'Paused', b: 'Paused' });
  });
});
