import { ManualClock, type PushedEvent, Step, type StepOptions } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TrailClient, type TrailServer } from '../src/index.js';
import { emptyStep, started } from './support/local.js';

function clientOf({ socketFile }: TrailServer): TrailClient {
  const client = new TrailClient(socketFile);
  onTestFinished(() => client.close());
  return client;
}

/** A step whose first attempts fail. */
function flaky(name: string, failures: number, options: StepOptions<unknown>): Step<unknown> {
  const act = ({ attempt }: { readonly attempt: number }): string => {
    if (attempt <= failures) throw Object.assign(new Error(`attempt ${attempt} failed`), { code: 'EBUSY' });
    return `attempt ${attempt}`;
  };
  return new Step(act, { name }, options);
}

/** A step that goes on until it is ended. */
function endless(name: string, options: StepOptions<unknown>): Step<unknown> {
  const act = ({ signal }: { readonly signal: AbortSignal }) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  return new Step(act, { name }, options);
}

/** Resolves when something has happened to a trail, from its beginning on. */
async function happened(client: TrailClient, isIt: (event: PushedEvent) => boolean): Promise<void> {
  for await (const event of client.events({ from: 1 })) if (isIt(event)) return;
  throw new Error('The server has ended before that.');
}

function endsOf(n: number, attempt: number): (event: PushedEvent) => boolean {
  return (told) => 'event' in told && told.event.type === 'ended' && told.event.n === n && told.event.attempt === attempt;
}

describe('retry', () => {
  it('makes failed attempts again when their delay is over, also if the server was another one meanwhile, and keeps them', async () => {
    const clock = new ManualClock(1_000);
    const retry = { attempts: 3, backoffMs: 1_000, on: ['EBUSY'] };
    const definition = [[flaky('upload', 2, { retry }), emptyStep('announce')]] as const;
    const server = await started(definition, { name: 'retry', clock });
    const client = clientOf(server);
    await client.start();
    await happened(client, endsOf(0, 1));
    const waiting = { state: 'Waiting', cause: 'timer', waitsFor: 'timer', until: '1970-01-01T00:00:02.000Z' };
    expect((await client.status())[0]).toMatchObject({ ...waiting, returnValue: 'attempt 1 failed' });
    await server.shutdown();
    const next = await started(definition, { name: 'retry', clock });
    const other = clientOf(next);
    expect((await other.status())[0]).toMatchObject(waiting);
    clock.advance(1_000);
    await happened(other, endsOf(0, 2));
    expect((await other.status())[0]).toMatchObject({ ...waiting, until: '1970-01-01T00:00:04.000Z' });
    clock.advance(2_000);
    expect(await next.finished()).toEqual({ outcome: 'finished' });
    const [{ returnValue, attempts }] = (await other.status()) as [{ returnValue: unknown; attempts: readonly unknown[] }];
    expect(returnValue).toBe('attempt 3');
    const retried = { state: 'Waiting', cause: 'timer' };
    expect(attempts).toMatchObject([
      { attempt: 1, ...retried },
      { attempt: 2, ...retried },
      { attempt: 3, state: 'Succeeded' },
    ]);
  });

  it('leaves other errors, and the last attempt, to the operator, who may hold the step meanwhile', async () => {
    const clock = new ManualClock();
    const steps = [
      flaky('other', 1, { retry: { attempts: 9, on: ['ECONNRESET'] } }),
      flaky('last', 9, { retry: { attempts: 2, backoffMs: 0 } }),
      flaky('held', 1, { retry: { attempts: 2, backoffMs: 1_000 } }),
    ];
    const client = clientOf(
      await started(
        steps.map((one): [Step<unknown>] => [one]),
        { clock },
      ),
    );
    await client.start();
    await happened(client, endsOf(2, 1));
    expect((await client.pause({ name: 'held' })).affected).toHaveLength(1);
    clock.advance(1_000);
    await happened(client, endsOf(1, 2));
    expect(await client.status({}, { fields: ['state', 'attempt', 'until'] })).toEqual([
      { state: 'Paused due to failure', attempt: 1, until: null },
      { state: 'Paused due to failure', attempt: 2, until: null },
      { state: 'Paused', attempt: 1, until: null },
    ]);
  });
});

describe('timeoutMs', () => {
  it('ends an attempt that takes too long, which then has failed', async () => {
    const clock = new ManualClock();
    const server = await started([[endless('slow', { timeoutMs: 5_000 })]], { clock });
    const client = clientOf(server);
    await client.start();
    await happened(client, (told) => 'event' in told && told.event.type === 'command');
    clock.advance(5_000);
    await client.wait({ until: 'failed' });
    expect((await client.status())[0]).toMatchObject({
      state: 'Paused due to failure',
      cause: 'timeout',
      returnValue: 'The attempt took longer than 5000 ms.',
      attempts: [{ attempt: 1, state: 'Paused due to failure', cause: 'timeout' }],
    });
  });
});

describe('failure pairs', () => {
  const deploy = flaky('deploy', 1, { pauseOnFail: false });
  const rollback = emptyStep('rollback');
  const announce = emptyStep('announce');
  const definition = [[deploy, announce]] as const;
  const failurePairs = [[deploy, rollback]] as const;

  it('have their second step run when the first has failed, which is then no failure to look at', async () => {
    const server = await started(definition, { failurePairs });
    const client = clientOf(server);
    await client.start();
    expect(await client.wait({ until: 'failed' })).toMatchObject({ outcome: 'finished' });
    const told = await client.status({}, { fields: ['name', 'state', 'provenance'] });
    expect(told).toEqual([
      { name: 'deploy', state: 'Failed', provenance: 'machine' },
      { name: 'announce', state: 'Waiting', provenance: 'unreachable' },
      { name: 'rollback', state: 'Succeeded', provenance: 'machine' },
    ]);
  });

  it('have it skipped when the first is done or cannot be, and taken back when that is run again', async () => {
    const server = await started(definition, { failurePairs });
    const client = clientOf(server);
    await client.block({ name: 'deploy' });
    await client.start();
    expect((await client.status({ name: 'rollback' }))[0]).toMatchObject({ state: 'Skipped', provenance: 'unreachable' });
    await client.pause({ name: 'rollback' });
    await client.rerun({ name: 'deploy' });
    expect(await client.wait()).toMatchObject({ outcome: 'finished' });
    expect((await client.status({ name: 'rollback' }))[0]).toMatchObject({ state: 'Succeeded', provenance: 'machine' });
  });
});
