import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StepOptions, TrailEnd } from '@autotrail/layer1';
import { afterAll } from 'vitest';

/** What a hosted step is like; all of it may be left out. */
interface HostedStep {
  readonly tags?: Readonly<Record<string, string | number | boolean>>;
  readonly options?: StepOptions;
  /** What it does: `obedient` steps do as messages tell them. @default 'obedient' */
  readonly action?: 'obedient' | 'lingering' | 'empty';
}

/** A trail to be hosted: pairs of the names of its steps, and what there is to say about these. */
export interface HostedTrail {
  readonly name?: string;
  readonly pairs: readonly (readonly string[])[];
  readonly steps?: Readonly<Record<string, HostedStep>>;
}

/** What the process is busy with. */
export interface Activity {
  readonly resources: readonly string[];
  readonly timersMade: number;
  readonly rss: number;
}

type Answer = { readonly id: number; readonly result?: unknown; readonly error?: string };

/** Another process, which hosts trails for the tests. */
export class TrailHost {
  readonly #child: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), 'at-'));
  #lastId = 0;

  constructor() {
    this.#child = fork(fileURLToPath(new URL('./host-process.mjs', import.meta.url)));
    this.#child.setMaxListeners(0);
  }

  /** Starts a trail and answers where its server listens. */
  async serve({ name = 'hosted', pairs, steps = {} }: HostedTrail): Promise<string> {
    const socketFile = join(this.#folder, `${this.#lastId + 1}.sock`);
    await this.#ask('serve', { name, pairs, steps, socketFile });
    return socketFile;
  }

  /** How the trail came to its end, once it has. */
  end(socketFile: string): Promise<TrailEnd> {
    return this.#ask('end', { socketFile });
  }

  /** What the process is busy with. */
  activity(): Promise<Activity> {
    return this.#ask('activity', {});
  }

  /** Stops the process, as a debugger or a suspended machine would: it neither ends nor answers. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Ends the process as a crash would: it has no time to say or tidy up anything. */
  async crash(): Promise<void> {
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  /** Ends the process. */
  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.crash();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #ask<T>(request: string, fields: object): Promise<T> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const listener = (answer: Answer): void => {
        if (answer.id !== id) return;
        this.#child.off('message', listener);
        if (answer.error === undefined) resolve(answer.result as T);
        else reject(new Error(answer.error));
      };
      this.#child.on('message', listener);
      this.#child.once('disconnect', () => reject(new Error(`The host ended before it answered ${request}.`)));
      this.#child.send({ id, request, ...fields });
    });
  }
}

/** A host for the tests of one file. */
export function hostOfThisFile(): TrailHost {
  const host = new TrailHost();
  afterAll(() => host.close());
  return host;
}
