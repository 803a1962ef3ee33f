import type { JsonObject, JsonValue } from '@autotrail/core';
import type { ApiResponse } from '@autotrail/layer1';

/** A command as its client knows it. */
export interface SentCommand {
  readonly requestId: string;
  readonly name: string;
  readonly fields: JsonObject;
  outcome: 'unanswered' | 'acknowledged' | 'refused';
  /** What it was answered, once it was. */
  result: JsonValue;
  /** Whether that was compared with the journal. */
  isChecked: boolean;
}

/** Refusals after which nobody knows what was kept: the server ended because of an error. */
const UNSURE = 'AUTOTRAIL_INTERNAL';

/** All commands that clients have sent in a run. */
export class CommandLog {
  readonly #commands = new Map<string, SentCommand>();
  readonly #prefix: string;

  /** @param prefix - what the ids of its requests begin with */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  send(name: string, fields: JsonObject): SentCommand {
    const requestId = `${this.#prefix}-${this.#commands.size}`;
    const sent: SentCommand = { requestId, name, fields, outcome: 'unanswered', result: null, isChecked: false };
    this.#commands.set(requestId, sent);
    return sent;
  }

  answer(sent: SentCommand, { result, error }: ApiResponse): void {
    if (error?.code === UNSURE) return;
    sent.outcome = error === null ? 'acknowledged' : 'refused';
    sent.result = result;
  }

  get(requestId: string): SentCommand | undefined {
    return this.#commands.get(requestId);
  }

  /** How many were sent. */
  get size(): number {
    return this.#commands.size;
  }

  with(outcome: SentCommand['outcome']): readonly SentCommand[] {
    return [...this.#commands.values()].filter((command) => command.outcome === outcome);
  }
}
