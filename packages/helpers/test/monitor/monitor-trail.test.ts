import { type Definition, StepState, step } from '@autotrail/layer1';
import { TrailClient } from '@autotrail/layer2';
import { describe, expect, it } from 'vitest';
import { filterStatusByStates } from '../../src/monitor/filter-status.js';
import { type MonitoredStatus, type MonitorOptions, monitorTrail } from '../../src/monitor/monitor-trail.js';
import { promise, socketPath, started, toldStep } from '../support/local-trail.js';

const all = <T>(statuses: T): T => statuses;

/** A client that counts how often it asks for the status. */
class CountingClient extends TrailClient {
  asked = 0;

  override status: TrailClient['status'] = (...args) => {
    this.asked += 1;
    return super.status(...args);
  };
}

/** What a monitor tells, one list of `n state` a call, and a way to wait for it. */
class Told {
  readonly lists: string[][] = [];
  readonly #waiting = new Set<() => void>();

  readonly handler = (statuses: readonly MonitoredStatus<'n'>[]): void => {
    this.lists.push(statuses.map(({ n, state }) => `${n} ${state}`));
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  };

  /** Resolves when something of that content was told. */
  async until(content: string): Promise<void> {
    while (!this.lists.flat().includes(content)) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }
}

/** A trail that is monitored, with what the monitor told. */
async function monitored(definition: Definition<unknown>, options: MonitorOptions<'n'> = {}) {
  const server = await started(definition);
  const client = new CountingClient(server.socketFile);
  const told = new Told();
  const over = monitorTrail(client, [[all, told.handler]], { fields: ['n'], ...options });
  return { server, client, told, over };
}

const failing = (name: string) =>
  step(
    () => {
      throw new Error('broken');
    },
    { name },
  );

describe('monitorTrail', () => {
  it('tells what changes, each change once, until the trail is finished', async () => {
    const { client, told, over } = await monitored([[toldStep('a'), toldStep('b')]]);
    await client.start();
    await told.until('0 Running');
    await client.sendMessageToSteps('fail', { n: 0 });
    await told.until('0 Paused due to failure');
    await client.skip({ n: 0 });
    await told.until('1 Running');
    await client.sendMessageToSteps('succeed', { n: 1 });
    await over;
    expect(told.lists).toEqual([['0 Running'], ['0 Paused due to failure'], ['1 Running']]);
    await client.close();
  });

  it('begins with the statuses in the states that are wanted', async () => {
    const server = await started([[toldStep('a')], [failing('b')], [step(() => {}, { name: 'c' })]]);
    const client = new TrailClient(server.socketFile);
    await client.start();
    await client.wait({ until: 'failed' });
    const first = promise<readonly MonitoredStatus[]>();
    const over = monitorTrail(client, [[all, first.resolve]]);
    expect(await first.promise).toMatchObject([
      { n: 0, name: 'a', state: 'Running', attempt: 1, allowed: expect.arrayContaining(['interrupt']) },
      { n: 1, name: 'b', state: 'Paused due to failure', returnValue: 'broken' },
    ]);
    await client.shutdown();
    await over;
  });

  it('asks the server for nothing as long as nothing happens, and once for what happens meanwhile', async () => {
    const server = await started([[toldStep('a')]]);
    const client = new CountingClient(server.socketFile);
    const [entered, leave] = [promise<void>(), promise<void>()];
    const handler = async (): Promise<void> => {
      entered.resolve();
      await leave.promise;
    };
    const over = monitorTrail(client, [[all, handler]], { states: [] });
    await entered.promise;
    expect(client.asked).toBe(1);
    for (let i = 0; i < 50; i += 1) await client.unskip({ name: 'nobody' });
    await client.skip();
    await client.start();
    await server.finished();
    leave.resolve();
    await over;
    expect(client.asked).toBeLessThanOrEqual(3);
    await client.close();
  });

  it('misses nothing that happens while it begins', async () => {
    for (let i = 0; i < 20; i += 1) {
      const { client, told, over } = await monitored([[failing('a')]]);
      await client.start();
      await told.until('0 Paused due to failure');
      await client.shutdown();
      await over;
    }
  });

  it('calls handlers in order, each after the one before is done, and only with what their filters pick', async () => {
    const server = await started([[toldStep('a')], [failing('b')]]);
    const client = new TrailClient(server.socketFile);
    await client.start();
    await client.wait({ until: 'failed' });
    const log: string[] = [];
    const note = (name: string) => async (statuses: readonly { readonly name: string }[]) => {
      log.push(`${name} begins`);
      await client.ping();
      log.push(`${name}: ${statuses.map((status) => status.name).join()}`);
    };
    const inStates =
      (...states: StepState[]) =>
      (statuses: readonly MonitoredStatus<'name'>[]) =>
        filterStatusByStates(statuses, states);
    const done = promise<void>();
    const over = monitorTrail(
      client,
      [
        [inStates(StepState.Running), note('running')],
        [inStates(StepState.Failed), note('never')],
        [inStates(StepState.PausedOnFail), note('failed')],
        [all, () => done.resolve()],
      ],
      { fields: ['name'] },
    );
    await done.promise;
    expect(log).toEqual(['running begins', 'running: a', 'failed begins', 'failed: b']);
    await client.shutdown();
    await over;
  });

  it('looks at the steps, fields and states it is told to', async () => {
    const server = await started([[toldStep('a')], [step(() => {}, { name: 'b' })]]);
    const client = new TrailClient(server.socketFile);
    await client.start();
    const first = promise<readonly unknown[]>();
    const options = { selector: { name: 'b' }, fields: ['attempt'], states: [StepState.Succeeded] } as const;
    const over = monitorTrail(client, [[all, first.resolve]], options);
    expect(await first.promise).toEqual([{ n: 1, name: 'b', state: 'Succeeded', attempt: 1 }]);
    await client.shutdown();
    await over;
  });

  it('tells of a finished trail what there is, and ends', async () => {
    const server = await started([[step(() => {}, { name: 'a' })]]);
    const client = new TrailClient(server.socketFile);
    await client.start();
    await server.finished();
    const told = new Told();
    await monitorTrail(client, [[all, told.handler]], { states: [] });
    expect(told.lists).toEqual([['0 Succeeded']]);
    await client.close();
  });

  it('ends without an error when the trail is shut down, also while a handler is at work', async () => {
    const { server, client, told, over } = await monitored([[toldStep('a')]]);
    await client.start();
    await told.until('0 Running');
    await server.shutdown();
    await expect(over).resolves.toBeUndefined();
    const other = await started([[toldStep('a')]]);
    const otherClient = new TrailClient(other.socketFile);
    const handler = (): Promise<void> => other.shutdown();
    await expect(monitorTrail(otherClient, [[all, handler]], { states: [] })).resolves.toBeUndefined();
  });

  it('ends with a trail that is shut down before the server knows that somebody waits for its end', async () => {
    const server = await started([[toldStep('a')]]);
    const client = new TrailClient(server.socketFile);
    const wait: TrailClient['wait'] = () => new Promise(() => {});
    const told = new Told();
    const over = monitorTrail({ ...through(client), wait }, [[all, told.handler]], { states: [] });
    await told.until('0 Ready');
    await server.shutdown();
    await expect(over).resolves.toBeUndefined();
  });

  it('gives up when the server cannot be reached so many times in a row', async () => {
    const client = new TrailClient(socketPath());
    let tries = 0;
    const wait: TrailClient['wait'] = (options) => {
      tries += 1;
      return client.wait(options);
    };
    await expect(monitorTrail({ ...through(client), wait }, [[all, () => {}]], { maxTries: 2 })).rejects.toMatchObject({
      code: 'AUTOTRAIL_SERVER_GONE',
    });
    expect(tries).toBe(2);
  });

  it('goes on with a server that comes back', async () => {
    const socketFile = socketPath();
    const client = new TrailClient(socketFile);
    const back = promise<void>();
    let tries = 0;
    const wait: TrailClient['wait'] = async (options) => {
      tries += 1;
      if (tries === 2) back.resolve(void (await started([[failing('a')]], socketFile)));
      return client.wait(options);
    };
    const told = new Told();
    const over = monitorTrail({ ...through(client), wait }, [[all, told.handler]]);
    await back.promise;
    await client.start();
    await told.until('0 Paused due to failure');
    await client.shutdown();
    await over;
  });

  it('counts only failures in a row', async () => {
    const server = await started([[toldStep('a')]]);
    const client = new TrailClient(server.socketFile);
    const nowhere = new TrailClient(socketPath());
    const told = new Told();
    let tries = 0;
    const wait: TrailClient['wait'] = async (options) => {
      tries += 1;
      if (tries === 2) await told.until('0 Ready');
      return tries < 3 ? nowhere.wait(options) : client.wait(options);
    };
    const over = monitorTrail({ ...through(client), wait }, [[all, told.handler]], { states: [], maxTries: 2 });
    await told.until('0 Ready');
    await client.start();
    await Promise.race([over, told.until('0 Running')]);
    await client.shutdown();
    await over;
  });

  it('connects again when its connection breaks while the server is there', async () => {
    const server = await started([[failing('a')]]);
    const client = new TrailClient(server.socketFile);
    const again = promise<void>();
    let round = 0;
    const events: TrailClient['events'] = async function* (options = {}) {
      round += 1;
      if (round === 1) return options.onSubscribed?.();
      again.resolve();
      return yield* client.events(options);
    };
    const told = new Told();
    const over = monitorTrail({ ...through(client), events }, [[all, told.handler]]);
    await again.promise;
    await client.start();
    await told.until('0 Paused due to failure');
    await client.shutdown();
    await over;
  });

  it('ends with the reason of its signal', async () => {
    const enough = new AbortController();
    const { server, client, over, told } = await monitored([[toldStep('a')]], { signal: enough.signal });
    await client.start();
    await told.until('0 Running');
    enough.abort(new Error('enough'));
    await expect(over).rejects.toThrow('enough');
    await client.close();
    await server.shutdown();
  });

  it('does not even begin when its signal has aborted', async () => {
    const { over, client } = await monitored([[toldStep('a')]], { signal: AbortSignal.abort(new Error('never mind')) });
    await expect(over).rejects.toThrow('never mind');
    expect(client.asked).toBe(0);
  });

  it.each(['filter', 'handler'])('ends with what a %s throws, and listens to the server no longer', async (which) => {
    const { server } = await monitored([[toldStep('a')]]);
    const client = new TrailClient(server.socketFile);
    const broken = (): never => {
      throw new Error('a bug');
    };
    const pair = which === 'filter' ? ([broken, () => {}] as const) : ([all, broken] as const);
    const signals: (AbortSignal | undefined)[] = [];
    const wait: TrailClient['wait'] = (options) => {
      signals.push(options?.signal);
      return client.wait(options);
    };
    await expect(monitorTrail({ ...through(client), wait }, [pair], { states: [] })).rejects.toThrow('a bug');
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
    await client.close();
  });

  it('does not take a server that a handler misses for its own', async () => {
    const server = await started([[toldStep('a')]]);
    const client = new TrailClient(server.socketFile);
    const gone = new TrailClient(socketPath());
    let calls = 0;
    const handler = async (): Promise<void> => {
      calls += 1;
      await gone.start();
    };
    await expect(monitorTrail(client, [[all, handler]], { states: [] })).rejects.toMatchObject({ code: 'AUTOTRAIL_SERVER_GONE' });
    expect(calls).toBe(1);
    await client.close();
  });

  it.each([{ states: ['running'] }, { fields: ['Name'] }])('ends with the refusal of the server: %j', async (options) => {
    const { over } = await monitored([[toldStep('a')]], options as never);
    await expect(over).rejects.toMatchObject({ code: 'AUTOTRAIL_CALL_REFUSED' });
  });

  it.each([{ maxTries: 0 }, { maxTries: 1.5 }, { signal: 'now' }])('refuses the options %j', async (options) => {
    const { over } = await monitored([[toldStep('a')]], options as never);
    await expect(over).rejects.toMatchObject({ code: 'AUTOTRAIL_BAD_OPTION' });
  });

  it('refuses an option that there is not, and pairs that are none', async () => {
    const { client, over } = await monitored([[toldStep('a')]], { delay: 1 } as never);
    await expect(over).rejects.toMatchObject({ code: 'AUTOTRAIL_UNKNOWN_OPTION' });
    await expect(monitorTrail(client, [all] as never)).rejects.toMatchObject({ code: 'AUTOTRAIL_BAD_OPTION' });
  });
});

/** The methods of a client, to be replaced one by one. */
function through(client: TrailClient): Pick<TrailClient, 'events' | 'status' | 'wait'> {
  return {
    events: (options) => client.events(options),
    status: (selector, options) => client.status(selector, options),
    wait: (options) => client.wait(options),
  };
}
