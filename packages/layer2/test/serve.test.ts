import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { API_CALL_DEFINITIONS } from '@autotrail/layer1';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TrailClient, TrailServer } from '../src/index.js';
import { socketPath } from './support/folders.js';
import { emptyStep, heldStep, promise, started } from './support/local.js';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const SERVING = fileURLToPath(new URL('./support/serving-process.mjs', import.meta.url));
const ONE_CALL = fileURLToPath(new URL('./support/one-call-process.mjs', import.meta.url));

/** A process that serves a trail, and what it says. */
class ServingProcess {
  readonly socketFile = socketPath();
  readonly child: ChildProcess;
  readonly exit: Promise<unknown[]>;
  readonly #said: object[] = [];
  /** Comes after the last message, which the exit of the process need not. */
  readonly #end: Promise<unknown>;

  constructor(conduct: 'heeds' | 'ignores') {
    this.child = fork(SERVING, [this.socketFile, conduct]);
    this.child.on('message', (message: object) => this.#said.push(message));
    this.exit = once(this.child, 'exit');
    this.#end = once(this.child, 'disconnect');
    onTestFinished(() => void this.child.kill('SIGKILL'));
  }

  /** What it has said of this, or will say. */
  async hear(what: string): Promise<Record<string, unknown>> {
    for (;;) {
      const message = this.#said.find((said) => what in said);
      if (message !== undefined) return message as Record<string, unknown>;
      const silence = this.#end.then(() => Promise.reject(new Error(`The process ended without saying: ${what}.`)));
      await Promise.race([once(this.child, 'message'), silence]);
    }
  }

  /** Has the step of the trail run. */
  async run(): Promise<void> {
    await this.hear('open');
    await using client = new TrailClient(this.socketFile);
    await client.start();
    await this.hear('running');
  }
}

describe('serve, in a process of its own', () => {
  it.each(SIGNALS)(
    'shuts down on %s: what runs is aborted, the socket removed, and the process ends by itself',
    async (signal) => {
      const serving = new ServingProcess('heeds');
      await serving.run();
      serving.child.kill(signal);
      await serving.hear('aborted');
      expect(await serving.hear('served')).toMatchObject({ outcome: 'shutdown' });
      expect(await serving.exit).toEqual([0, null]);
      expect(existsSync(serving.socketFile)).toBe(false);
    },
  );

  it('shuts down on the call shutdown as well', async () => {
    const serving = new ServingProcess('heeds');
    await serving.run();
    expect(await new TrailClient(serving.socketFile).shutdown()).toBe(true);
    const { outcome, before, after } = await serving.hear('served');
    expect({ outcome, after }).toEqual({ outcome: 'shutdown', after: before });
    expect(await serving.exit).toEqual([0, null]);
    expect(existsSync(serving.socketFile)).toBe(false);
  });

  it('handles the signals while it serves, and not afterwards', async () => {
    const serving = new ServingProcess('heeds');
    await serving.run();
    serving.child.kill('SIGTERM');
    const { before, after } = await serving.hear('served');
    expect((await serving.hear('running')).running).toEqual((before as number[]).map((count) => count + 1));
    expect(after).toEqual(before);
  });

  it('is ended by a second signal if its steps ignore the first', async () => {
    const serving = new ServingProcess('ignores');
    await serving.run();
    serving.child.kill('SIGTERM');
    await serving.hear('aborted');
    serving.child.kill('SIGTERM');
    expect(await serving.exit).toEqual([null, 'SIGTERM']);
  });
});

describe('serve', () => {
  it('leaves no signal handler behind when it cannot start', async () => {
    const taken = await started([[emptyStep('a')]]);
    const before = SIGNALS.map((signal) => process.listenerCount(signal));
    const server = new TrailServer([[emptyStep('b')]], { name: 'late', socketFile: taken.socketFile });
    await expect(server.serve()).rejects.toMatchObject({ code: 'AUTOTRAIL_SOCKET_IN_USE' });
    expect(SIGNALS.map((signal) => process.listenerCount(signal))).toEqual(before);
  });

  it('resolves when the server was shut down, not when the trail is finished', async () => {
    const open = promise<void>();
    const herald = { listen: async () => open.resolve(), close: async () => {}, connect: () => Promise.reject() };
    const server = new TrailServer([[emptyStep('a')]], { name: 'x', socketFile: socketPath(), transports: [herald] });
    let isOver = false;
    const served = server.serve().then(() => {
      isOver = true;
    });
    await open.promise;
    await using client = new TrailClient(server.socketFile);
    await client.start();
    expect(await server.finished()).toEqual({ outcome: 'finished' });
    expect(await client.status({}, { fields: ['state'] })).toEqual([{ state: 'Succeeded' }]);
    expect(isOver).toBe(false);
    await client.shutdown();
    await served;
  });
});

describe('a process that makes one call', () => {
  it('ends by itself, though it does not close its client', async () => {
    const { socketFile } = await started([[emptyStep('a')]]);
    expect(await outputOf(socketFile, 'list')).toEqual({ output: '[{"name":"a","n":0}]\n', exit: [0, null] });
  });

  it('stays until the call is answered', async () => {
    const { step, running, release } = heldStep();
    const asked = promise<void>();
    const { wait } = API_CALL_DEFINITIONS;
    const until: typeof wait.until = (context) => {
      asked.resolve();
      return wait.until?.(context) ?? true;
    };
    const server = await started([[step]], { definitions: { ...API_CALL_DEFINITIONS, wait: { ...wait, until } } });
    const waiting = outputOf(server.socketFile, 'wait');
    await using client = new TrailClient(server.socketFile);
    await client.start();
    await Promise.all([running, asked.promise]);
    release();
    expect(await waiting).toEqual({ output: expect.stringContaining('"finished"'), exit: [0, null] });
  });

  async function outputOf(socketFile: string, method: string): Promise<{ output: string; exit: unknown[] }> {
    const child = spawn(process.execPath, [ONE_CALL, socketFile, method], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [output, exit] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    return { output, exit };
  }
});
