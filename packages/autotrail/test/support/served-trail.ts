import { join } from 'node:path';
import { type Definition, type Environment, ManualClock, type Step, step } from '@autotrail/layer1';
import { onTestFinished } from 'vitest';
import { type StepStatus, TrailClient, TrailServer, type TrailServerOptions } from '../../src/index.js';
import type { Scratch } from './scratch.js';

/** What a trail says of its steps, by their names. */
export type Steps = (name: string) => StepStatus;

let count = 0;

/** A trail behind a real socket, in a time that is moved by hand. */
export class ServedTrail {
  readonly clock = new ManualClock(Date.parse('2026-01-05T08:00:00Z'));
  readonly client: TrailClient;
  readonly server: TrailServer;

  private constructor(definition: Definition, options: TrailServerOptions) {
    this.server = new TrailServer(definition as Definition<unknown>, { clock: this.clock, ...options });
    this.client = new TrailClient(this.server.socketFile);
  }

  /** Serves a trail until the test is over. */
  static async begin(scratch: Scratch, definition: Definition, options: TrailServerOptions = {}): Promise<ServedTrail> {
    count += 1;
    const socketFile = join(scratch.folder, `${count}.sock`);
    const served = new ServedTrail(definition, { name: 'trapped', socketFile, ...options });
    await served.server.start();
    onTestFinished(async () => {
      await served.client.close();
      await served.server.shutdown();
    });
    return served;
  }

  /** What the trail says of its steps now. */
  async steps(): Promise<Steps> {
    const steps = new Map((await this.client.status()).map((status) => [status.name, status]));
    return (name) => {
      const status = steps.get(name);
      if (status === undefined) throw new Error(`There is no step ${name}.`);
      return status;
    };
  }

  /** The states of steps, in that order. */
  async states(...names: readonly string[]): Promise<readonly string[]> {
    const steps = await this.steps();
    return names.map((name) => steps(name).state);
  }

  /** Resolves when that is so, by looking again whenever something has happened to the trail. */
  async comesTo(isSo: (steps: Steps) => boolean): Promise<Steps> {
    const { revision } = await this.client.ping();
    const now = await this.steps();
    if (isSo(now)) return now;
    for await (const _ of this.client.events({ from: revision + 1 })) {
      const steps = await this.steps();
      if (isSo(steps)) return steps;
    }
    throw new Error('The trail has ended before.');
  }

  /** Answers the oldest prompt of a step, once there is one. */
  async answer(name: string, value: boolean | string): Promise<void> {
    const steps = await this.comesTo((now) => now(name).prompts.length > 0);
    await this.client.reply(String(steps(name).waitingForResponse?.id), value);
  }
}

/** A step that asks, and ends when it is answered. */
export function asking(name: string): Step<unknown> {
  return step((env: Environment) => env.input(`${name}?`), { name });
}

/** A step that says how often it was run. */
export function counting(name: string, actWith: (attempt: number) => string | void = () => {}): Counted {
  const counted = { runs: 0, step: step(run, { name }) };
  function run(): string | void {
    counted.runs += 1;
    return actWith(counted.runs);
  }
  return counted;
}

/** A step, and how often it was run. */
export interface Counted {
  readonly step: Step<unknown>;
  runs: number;
}
