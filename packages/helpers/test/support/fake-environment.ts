import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { JsonObject, JsonValue } from '@autotrail/core';
import type { ConfirmOptions, Environment, ProcessRef, StepOutcome } from '@autotrail/layer1';

/** Which attempt it is. */
interface FakeAttempt {
  readonly key?: string;
  readonly folder?: string;
  readonly params?: JsonObject;
  readonly results?: ReadonlyMap<string, StepOutcome>;
}

/** The environment of an attempt that a test plays the operators of. */
export class FakeEnvironment implements Environment {
  readonly attempt = 1;
  readonly key: string;
  readonly folder: string | null;
  readonly params: JsonObject;
  readonly results: ReadonlyMap<string, StepOutcome>;
  /** What it was told of survivors, in order. */
  readonly told: (readonly ProcessRef[])[] = [];
  readonly outputs: JsonValue[] = [];
  readonly prompts: JsonValue[] = [];
  /** How it was asked to have something confirmed, in order. */
  readonly confirmedBy: ConfirmOptions[] = [];
  readonly #reply: JsonValue;
  readonly #abort = new AbortController();
  readonly #messages = new PassThrough({ objectMode: true });
  readonly #listeners = new Set<() => void>();

  /** `reply` is what every prompt is answered with. */
  constructor(reply: JsonValue = true, { key, folder, params = {}, results = new Map() }: FakeAttempt = {}) {
    this.#reply = reply;
    this.key = key ?? `test/${randomUUID()}/0.1`;
    this.folder = folder ?? null;
    this.params = params;
    this.results = results;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get messages(): AsyncIterable<JsonValue> {
    return this.#messages;
  }

  resultOf(step: { readonly name: string } | string): StepOutcome {
    const result = this.results.get(typeof step === 'string' ? step : step.name);
    if (result === undefined) throw new Error('There is no such result.');
    return result;
  }

  async input(prompt: JsonValue): Promise<JsonValue> {
    this.prompts.push(prompt);
    return this.#reply;
  }

  ask(prompt: JsonValue): Promise<never> {
    return this.input(prompt) as Promise<never>;
  }

  confirm(prompt: JsonValue, options: ConfirmOptions = {}): Promise<boolean> {
    this.confirmedBy.push(options);
    return this.input(prompt) as Promise<boolean>;
  }

  output(message: JsonValue): void {
    this.outputs.push(message);
    for (const listener of this.#listeners) listener();
  }

  survivors(processes: readonly ProcessRef[]): void {
    this.told.push(processes);
    for (const listener of this.#listeners) listener();
  }

  send(message: JsonValue): void {
    this.#messages.write(message);
  }

  interrupt(): void {
    this.#abort.abort(new Error('interrupted'));
  }

  /** Resolves when this message was put out. */
  heard(message: string): Promise<void> {
    return this.until(() => this.outputs.includes(message));
  }

  /** Resolves when it was told that no process survives. */
  aloneAgain(): Promise<void> {
    return this.until(() => this.told.at(-1)?.length === 0);
  }

  /** Resolves when something is so, asked whenever something was put out or told. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }

  /** Resolves when something was put out. */
  any(): Promise<void> {
    return new Promise((resolve) => this.#listeners.add(resolve));
  }

  /** What the command has printed, without the lines that are not its own. */
  get stdout(): readonly string[] {
    return this.#linesOf('[STDOUT] -- ');
  }

  /** What the command has printed to stderr. */
  get stderr(): readonly string[] {
    return this.#linesOf('[STDERR] -- ');
  }

  #linesOf(prefix: string): readonly string[] {
    const texts = this.outputs.filter((message) => typeof message === 'string');
    return texts.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length));
  }
}
