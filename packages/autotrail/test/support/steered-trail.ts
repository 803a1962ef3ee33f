import { expect } from 'vitest';
import { autotrail, type Ended, type Running, startAutotrail } from './autotrail.js';
import type { Scratch } from './scratch.js';

/** A trail that one `autotrail run` serves, and that others steer. */
export class SteeredTrail {
  readonly #scratch: Scratch;
  readonly #name: string;
  readonly run: Running;

  private constructor(scratch: Scratch, name: string, run: Running) {
    this.#scratch = scratch;
    this.#name = name;
    this.run = run;
  }

  /** Serves a trail file of this name in the scratch folder until the test is over, and goes on serving when it has finished. */
  static async begin(scratch: Scratch, name: string, ...options: readonly string[]): Promise<SteeredTrail> {
    const run = startAutotrail(scratch, 'run', `${name}.js`, '--stay', '--fresh', ...options);
    await run.prints(`${name} is served`);
    return new SteeredTrail(scratch, name, run);
  }

  /** Runs a command for this trail to its end. */
  call(...args: readonly string[]): Promise<Ended> {
    return autotrail(this.#scratch, '--trail', this.#name, ...args);
  }

  /** What a command prints, where it succeeds. */
  async shown(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.call(...args);
    expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
    return stdout;
  }

  /** What a command prints with `--json`, where it succeeds. */
  async json(...args: readonly string[]): Promise<unknown> {
    return JSON.parse(await this.shown(...args, '--json')).data;
  }

  /** What a command says on stderr, where it ends with another code and prints nothing else. */
  async refusal(code: number, ...args: readonly string[]): Promise<string> {
    const ended = await this.call(...args);
    expect({ args, ...ended, stderr: '' }).toEqual({ args, code, stdout: '', stderr: '' });
    return ended.stderr;
  }

  /** The states of all steps by their names. */
  async states(): Promise<Readonly<Record<string, string>>> {
    const steps = (await this.json('status', '--fields', 'name,state')) as readonly { name: string; state: string }[];
    return Object.fromEntries(steps.map(({ name, state }) => [name, state]));
  }
}
