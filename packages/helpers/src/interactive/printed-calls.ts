import { AutoTrailError, type JsonValue, type Tags } from '@autotrail/core';
import type {
  CallPlan,
  ContextResult,
  ControlResult,
  JournalRecord,
  StatusKey,
  StepStatus,
  TrailDescription,
} from '@autotrail/layer1';
import type { CommandOptions, HistoryOptions, Selector, StopResult, TrailClient } from '@autotrail/layer2';
import type { Printers } from './interactive-trail-options.js';

/** What a method answers: the client's answer, or `undefined` where it failed and the error was printed. */
export type Printed<T> = Promise<T | undefined>;

/** Makes calls and prints what each came to, or why it failed. */
export class PrintedCalls {
  readonly #print: Printers;

  constructor(print: Printers) {
    this.#print = print;
  }

  /** A command that affects steps. */
  control(method: string, options: CommandOptions = {}, call: () => Promise<ControlResult>): Printed<ControlResult> {
    const { dryRun = false } = options;
    return this.#call(method, call, ({ affected, refused }) => this.#print.affectedSteps({ method, dryRun, affected, refused }));
  }

  /** The command that notes something in the history: about steps, or without a selector about the trail as a whole. */
  note(
    selector: Selector | null,
    { dryRun = false }: CommandOptions,
    call: () => Promise<ControlResult>,
  ): Printed<ControlResult> {
    const none = `${dryRun ? 'would be noted' : 'noted'}, about the trail as a whole`;
    const told = { method: 'note', dryRun, ...(selector === null && { none }) };
    return this.#call('note', call, ({ affected, refused }) => this.#print.affectedSteps({ ...told, affected, refused }));
  }

  /** The command that leaves out all that has not run. */
  stop(options: CommandOptions & { readonly interrupt?: boolean }, call: () => Promise<StopResult>): Printed<StopResult> {
    const { dryRun = false, interrupt = false } = options;
    return this.#call('stop', call, ({ interrupted, blocked }) => {
      if (interrupt) this.#print.affectedSteps({ method: 'stop: interrupted', dryRun, affected: interrupted });
      this.#print.affectedSteps({ method: 'stop: blocked', dryRun, affected: blocked });
    });
  }

  /** The command that limits how many attempts there may be at a time. */
  limit(limit: Parameters<Printers['limit']>[0], call: () => Promise<ControlResult>): Printed<ControlResult> {
    return this.#call('setLimit', call, () => this.#print.limit(limit));
  }

  /** The command that puts a value into the context. */
  contextSet({ dryRun = false }: CommandOptions, call: () => Promise<ContextResult>): Printed<ContextResult> {
    const none = 'no step has gone by what was there';
    const method = 'setContext: read before';
    return this.#call('setContext', call, ({ readBy }) => this.#print.affectedSteps({ method, dryRun, affected: readBy, none }));
  }

  /** What a call would do. */
  plan(call: () => Promise<CallPlan>): Printed<CallPlan> {
    return this.#call('plan', call, (plan) => this.#print.plan(plan));
  }

  /** What there is to know of the trail, or of steps. */
  description(selector: Selector | null, call: () => Promise<TrailDescription>): Printed<TrailDescription> {
    return this.#call('describe', call, (description) => {
      const isNone = selector !== null && description.steps.length === 0;
      if (isNone) this.#print.noResult('describe');
      else this.#print.description(description);
    });
  }

  /** What has happened to the trail. */
  async history(client: TrailClient, options?: HistoryOptions): Printed<readonly JournalRecord[]> {
    const read = async () => ({ records: await collected(client.history(options)), steps: await client.list() });
    const result = await this.#call('history', read, ({ records, steps }) =>
      this.#print.history(records, (n) => String(steps[n]?.name ?? n)),
    );
    return result?.records;
  }

  /** Tags of steps. */
  list(call: () => Promise<readonly Tags[]>): Printed<readonly Tags[]> {
    return this.#call('list', call, (steps) => this.#print.stepList('list', steps));
  }

  /** Statuses of steps: a summary, or the fields asked for. */
  statuses<T extends Partial<StepStatus>>(
    method: string,
    call: () => Promise<readonly T[]>,
    fields?: readonly StatusKey[],
  ): Printed<readonly T[]> {
    return this.#call(method, call, (statuses) => this.#print.stepStatuses(method, statuses, fields));
  }

  /** The context, or a part of it. */
  context(call: () => Promise<JsonValue>): Printed<JsonValue> {
    return this.#call('context', call, (value) => this.#print.context(value));
  }

  /** Any other call. */
  answer<T>(method: string, call: () => Promise<T>): Printed<T> {
    return this.#call(method, call, (result) => this.#print.apiResult(method, result));
  }

  async #call<T>(method: string, call: () => Promise<T>, print: (result: T) => void): Printed<T> {
    let result: T;
    try {
      result = await call();
    } catch (error) {
      // Anything else is a mistake in a program, and its author wants to see where.
      if (!AutoTrailError.is(error)) throw error;
      this.#print.error(method, error);
      return undefined;
    }
    print(result);
    return result;
  }
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
