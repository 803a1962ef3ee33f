import type { JsonValue } from '@autotrail/core';
import type { ControlResult, StepState, StepStatus } from '@autotrail/layer1';
import type { CommandOptions, TrailClient } from '@autotrail/layer2';

/** What a {@link HeldStep} is made with. */
export interface HeldStepParts {
  readonly status: StepStatus;
  readonly client: TrailClient;
  /** Who decides, for the record. */
  readonly actor: string;
  /** Is told of every call. */
  readonly onCall: (call: string) => void;
}

/** A step that waits for a decision, in the hands of a rule of a script. Each decision is a call of its own. */
export class HeldStep {
  /** What has become of the step so far. */
  readonly status: StepStatus;
  /** For everything that a decision may need besides. */
  readonly client: TrailClient;
  readonly #parts: HeldStepParts;

  constructor(parts: HeldStepParts) {
    this.status = parts.status;
    this.client = parts.client;
    this.#parts = parts;
  }

  /** Its number. */
  get n(): number {
    return this.status.n;
  }

  /** Its name. */
  get name(): string {
    return this.status.name;
  }

  /** Its state. */
  get state(): StepState {
    return this.status.state;
  }

  /** The number of its newest attempt, by which a rule tells the first failure from later ones. */
  get attempt(): number {
    return this.status.attempt;
  }

  /** What its newest attempt returned, or the message of its error. */
  get returnValue(): JsonValue {
    return this.status.returnValue;
  }

  /** Lets it run, or run again. */
  resume(reason?: string): Promise<ControlResult> {
    return this.#call('resume', (options) => this.client.resume({ n: this.n }, options), reason);
  }

  /** Leaves it out; what comes after it goes on. */
  skip(reason?: string): Promise<ControlResult> {
    return this.#call('skip', (options) => this.client.skip({ n: this.n }, options), reason);
  }

  /** Leaves it out, and all that comes after it. */
  block(reason?: string): Promise<ControlResult> {
    return this.#call('block', (options) => this.client.block({ n: this.n }, options), reason);
  }

  /** Takes it for done by hand. */
  markDone(value: JsonValue = null, reason?: string): Promise<ControlResult> {
    return this.#call('mark_done', (options) => this.client.markDone({ n: this.n }, { ...options, value }), reason);
  }

  /** Gives it up: it has Failed. */
  fail(reason?: string): Promise<ControlResult> {
    return this.#call('fail', (options) => this.client.fail({ n: this.n }, options), reason);
  }

  #call(
    name: string,
    call: (options: CommandOptions) => Promise<ControlResult>,
    reason: string | undefined,
  ): Promise<ControlResult> {
    this.#parts.onCall(name);
    return call({ actor: this.#parts.actor, ...(reason !== undefined && { reason }) });
  }
}
