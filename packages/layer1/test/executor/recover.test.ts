import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Action, ActionObject, ActionResult, Outcome, Recovery } from '../../src/action.js';
import { Deferred } from '../../src/deferred.js';
import type { Environment } from '../../src/environment.js';
import { InProcessExecutor } from '../../src/executor/in-process-executor.js';
import type { AttemptReport, RecoveryTask } from '../../src/ports/executor.js';
import { type StepOptions, step } from '../../src/step.js';
import { unheardRejections } from '../support/manager-attempts.js';
import { quiet } from '../support/manager-rig.js';
import { PROCESS } from '../support/resuming.js';

/** What recovering an attempt of an action comes to: the fate, and what the attempt says, in order. */
async function recovering(
  recover: ActionObject<unknown>['recover'],
  options: StepOptions<unknown> = {},
  found: Partial<RecoveryTask> = {},
) {
  const executor = new InProcessExecutor();
  const said: string[] = [];
  const ended = new Deferred<Outcome>();
  const report: AttemptReport = {
    output: (message) => said.push(`output ${JSON.stringify(message)}`),
    prompt: (id) => said.push(`prompt ${id}`),
    withdrawn: (id) => said.push(`withdrawn ${id}`),
    survivors: (processes) => said.push(`survivors ${processes.map(({ pid }) => pid).join()}`),
    ended: (outcome) => {
      said.push('ended');
      ended.resolve(outcome);
    },
  };
  const ran: string[] = [];
  const run = (): null => {
    ran.push('run');
    return null;
  };
  const action: Action<unknown> = { name: 'under test', run, ...(recover !== undefined && { recover }) };
  const definition = step(action, {}, options);
  const task: RecoveryTask = {
    n: 0,
    attempt: 3,
    step: definition as RecoveryTask['step'],
    context: { host: 'db-1' },
    params: {},
    results: new Map(),
    key: 'release/r1/0.3',
    folder: '/state/0.3',
    prompts: [],
    isOver: false,
    ...found,
  };
  const fate = await executor.recover(task, report);
  return { executor, fate, said, ran, ended: ended.promise, report, task };
}

describe('an attempt that was over when its server was lost', () => {
  const processes = [PROCESS];
  const left = new Deferred<void>();

  it('is not waited for: what is left is answered, left alone, and told to be gone when it is', async () => {
    let env: Environment | undefined;
    const { executor, fate, said } = await recovering(
      async (given) => {
        env = given;
        return { fate: 'left behind', processes, gone: left.promise };
      },
      {},
      { isOver: true },
    );
    expect([fate, said]).toEqual([{ fate: 'left behind', processes }, []]);
    executor.end({ n: 0, attempt: 3 }, 'shutdown');
    await executor.close();
    expect(env?.signal.aborted).toBe(false);
    left.resolve();
    await quiet();
    expect(said).toEqual(['survivors ']);
  });

  it.each<[string, (reason: Promise<never>) => Recovery]>([
    ['goes on', (result) => ({ fate: 'kept', result })],
    ['cannot be seen to its end', (gone) => ({ fate: 'left behind', processes, gone })],
  ])('and %s says nothing', async (_, found) => {
    const unheard = await unheardRejections(async () => {
      const { said } = await recovering(async () => found(Promise.reject(new Error('no /proc'))), {}, { isOver: true });
      await quiet();
      expect(said).toEqual([]);
    });
    expect(unheard).toEqual([]);
  });
});

describe('an attempt that is found to go on', () => {
  const open = { id: '0.3.2', message: 'Now?', status: 'open' } as const;
  const prompts = [{ id: '0.3.1', message: 'First?', status: 'answered' }, open] as const;

  it('takes over the prompt that is open where it asks the same again, and else asks under a number of its own', async () => {
    const asks = async (env: Environment): Promise<Recovery> => {
      for (const message of ['First?', 'Now?', 'Now?']) env.input(message).catch(() => {});
      return { fate: 'kept', result: Promise.resolve(null) };
    };
    const { said } = await recovering(asks, {}, { prompts });
    expect(said.slice(0, 3)).toEqual(['prompt 0.3.3', 'prompt 0.3.2', 'prompt 0.3.4']);
  });

  it('gets the answer to a prompt that was given before it asked again', async () => {
    const mayAsk = new Deferred<void>();
    const asks = async (env: Environment): Promise<Recovery> => ({
      fate: 'kept',
      result: mayAsk.promise.then(() => Promise.all(['Now?', 'First?'].map((message) => env.input(message)))),
    });
    const { executor, ended } = await recovering(asks, {}, { prompts });
    const attempt = { n: 0, attempt: 3 };
    for (const promptId of ['0.3.2', '0.3.1', '0.3.3']) executor.deliver(attempt, { type: 'reply', promptId, value: promptId });
    mayAsk.resolve();
    await quiet();
    executor.deliver(attempt, { type: 'reply', promptId: '0.3.3', value: 'asked anew' });
    expect(await ended).toEqual({ ok: true, value: ['0.3.2', 'asked anew'] });
  });

  it('looks at an answer once it has asked again; until then none is taken that it must look at', async () => {
    const mayAsk = new Deferred<void>();
    const asks = async (env: Environment): Promise<Recovery> => ({
      fate: 'kept',
      result: mayAsk.promise.then(() => env.input('Now?', { schema: z.coerce.number() })),
    });
    const { executor, ended } = await recovering(asks, {}, { prompts });
    const check = (value: string) => executor.check({ n: 0, attempt: 3 }, '0.3.2', value);
    expect(check('7')).toBe('its action has not asked it again since the server was lost');
    mayAsk.resolve();
    await quiet();
    expect([check('x'), check('7')]).toEqual([expect.stringContaining('number'), null]);
    executor.deliver({ n: 0, attempt: 3 }, { type: 'reply', promptId: '0.3.2', value: '7' });
    expect(await ended).toEqual({ ok: true, value: 7 });
  });
});

describe('an attempt of a lost server', () => {
  it('is lost where the action cannot look for it: it ended with its server', async () => {
    const { fate, said, ran } = await recovering(undefined);
    await quiet();
    expect([fate, said, ran]).toEqual([{ fate: 'lost' }, [], []]);
    const executor = new InProcessExecutor();
    const definition = step(() => null, { name: 'a function' });
    const facts = { params: {}, results: new Map(), key: 'k', folder: null, prompts: [], isOver: false };
    const task = { n: 0, attempt: 1, step: definition, context: undefined, ...facts };
    expect(await executor.recover(task, {} as AttemptReport)).toEqual({ fate: 'lost' });
  });

  it('is lost where nothing is found, and then says nothing more', async () => {
    let env: Environment | undefined;
    const { fate, said, executor } = await recovering(async (given) => {
      env = given;
      return { fate: 'lost' };
    });
    env?.output('late');
    executor.deliver({ n: 0, attempt: 3 }, { type: 'message', message: 'x' });
    executor.end({ n: 0, attempt: 3 }, 'operator');
    await quiet();
    expect([fate, said]).toEqual([{ fate: 'lost' }, []]);
  });

  it('is lost where looking for it fails, which is said', async () => {
    for (const recover of [
      async (): Promise<Recovery> => Promise.reject(new Error('no folder')),
      (): Promise<Recovery> => {
        throw new Error('no folder');
      },
    ]) {
      const { fate, said } = await recovering(recover);
      expect(fate).toEqual({ fate: 'lost' });
      expect(said).toEqual(['output "What is left of this attempt could not be found out: no folder"']);
    }
  });

  it('is looked for with its own number, key, folder and context', async () => {
    const seen: unknown[] = [];
    await recovering(async ({ attempt, key, folder }, context) => {
      seen.push(attempt, key, folder, context);
      return { fate: 'lost' };
    });
    expect(seen).toEqual([3, 'release/r1/0.3', '/state/0.3', { host: 'db-1' }]);
  });
});

describe('an attempt that left processes behind', () => {
  it('names them, hears that they are to end, and has ended when they are gone', async () => {
    const gone = new Deferred<void>();
    let signal: AbortSignal | undefined;
    const { executor, fate, said, ended } = await recovering(async (env) => {
      signal = env.signal;
      return { fate: 'left behind', processes: [PROCESS], gone: gone.promise };
    });
    expect(fate).toEqual({ fate: 'left behind', processes: [PROCESS] });
    executor.end({ n: 0, attempt: 3 }, 'server lost');
    expect(signal?.aborted).toBe(true);
    await quiet();
    expect(said).toEqual([]);
    gone.resolve();
    expect(await ended).toMatchObject({ ok: false });
    expect(said).toEqual(['survivors ', 'ended']);
  });

  it('that cannot be ended has ended with that, and they stay listed', async () => {
    const unheard = await unheardRejections(async () => {
      const gone = Promise.reject(new Error('EPERM'));
      gone.catch(() => {});
      const { said, ended } = await recovering(async () => ({ fate: 'left behind', processes: [PROCESS], gone }));
      expect(await ended).toEqual({ ok: false, error: { message: 'EPERM' } });
      expect(said).toEqual(['ended']);
    });
    expect(unheard).toEqual([]);
  });
});

describe('an attempt that goes on', () => {
  const HOOKS = (calls: string[]): StepOptions<unknown> => ({
    before: () => {
      calls.push('before');
    },
    after: (_env, _context, returned) => {
      calls.push('after');
      return [returned as string];
    },
    onFailure: (_env, _context, error) => {
      calls.push('onFailure');
      return `mended: ${(error as Error).message}`;
    },
  });

  it('ends with what `run` would have answered, through `after`; neither `run` nor `before` is done again', async () => {
    const calls: string[] = [];
    const result = new Deferred<ActionResult>();
    const { fate, said, ended, ran } = await recovering(async () => ({ fate: 'kept', result: result.promise }), HOOKS(calls));
    await quiet();
    expect([fate, said, ran, calls]).toEqual([{ fate: 'kept' }, [], [], []]);
    result.resolve('done');
    expect(await ended).toEqual({ ok: true, value: ['done'] });
    expect([said, ran, calls]).toEqual([['ended'], [], ['after']]);
  });

  it('fails as it would have, through `onFailure`', async () => {
    const calls: string[] = [];
    const result = Promise.reject(new Error('exit code 1'));
    result.catch(() => {});
    const { ended } = await recovering(async () => ({ fate: 'kept', result }), HOOKS(calls));
    expect(await ended).toEqual({ ok: false, error: { message: 'exit code 1' }, value: 'mended: exit code 1' });
    expect(calls).toEqual(['onFailure']);
  });

  it('is handed what is for it, and ended, like any other', async () => {
    const received: unknown[] = [];
    const { executor, ended, said } = await recovering(async (env) => ({
      fate: 'kept',
      result: (async () => {
        received.push(await env.input('Which?'));
        for await (const message of env.messages) received.push(message);
        return env.signal.aborted;
      })(),
    }));
    await quiet();
    expect(said).toEqual(['prompt 0.3.1']);
    const attempt = { n: 0, attempt: 3 };
    executor.deliver(attempt, { type: 'reply', promptId: '0.3.1', value: 'this' });
    await quiet();
    executor.deliver(attempt, { type: 'message', message: 'more' });
    await quiet();
    executor.end(attempt, 'operator');
    expect(await ended).toEqual({ ok: true, value: true });
    expect(received).toEqual(['this', 'more']);
  });
});
