import { AutoTrailError, type JsonValue, type Tags } from '@autotrail/core';
import type { CallPlan, ControlResult, JournalRecord, PushedEvent, StatusKey, StepStatus } from '@autotrail/layer1';
import type {
  CommandOptions,
  HistoryOptions,
  PlanArguments,
  PlannableCall,
  Selector,
  StatusOptions,
  StopResult,
  TrailClient,
  WaitingStep,
  WaitOptions,
  WaitResult,
} from '@autotrail/layer2';
import { checkOptions } from '../check-options.js';
import { INTERACTIVE_TRAIL_RULES, type InteractiveTrailOptions, type Printers, printersOf } from './interactive-trail-options.js';

/** What a method answers: the client's answer, or `undefined` where it failed and the error was printed. */
type Printed<T> = Promise<T | undefined>;

/**
 * A {@link TrailClient} for people: the same methods, each of which prints what it came to. Errors are printed too, to stderr, and
 * the method then answers `undefined`. A command acts unless it is given `{ dryRun: true }`.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION`
 * @example
 * const trail = new InteractiveTrail(new TrailClient('./release.sock'));
 * await trail.pause({ name: 'deploy' });
 * // pause (acting):
 * // # 2 - deploy
 */
export class InteractiveTrail {
  /** The client whose answers are printed. */
  readonly client: TrailClient;
  /** What the constructor was given. */
  readonly options: InteractiveTrailOptions;
  readonly #print: Printers;

  constructor(client: TrailClient, options: InteractiveTrailOptions = {}) {
    checkOptions('InteractiveTrail', options, INTERACTIVE_TRAIL_RULES);
    this.client = client;
    this.options = options;
    this.#print = printersOf(options);
  }

  /** Starts the trail. */
  start(options?: CommandOptions): Printed<ControlResult> {
    return this.#control('start', options, () => this.client.start(options));
  }

  /** Ends the server, after interrupting what runs. */
  shutdown(options?: CommandOptions): Printed<boolean> {
    return this.#answer('shutdown', () => this.client.shutdown(options));
  }

  /** Leaves out every step that has not run yet; what runs may finish, or is interrupted if asked for. */
  stop(options: CommandOptions & { readonly interrupt?: boolean } = {}): Printed<StopResult> {
    const { dryRun = false, interrupt = false } = options;
    return this.#call(
      'stop',
      () => this.client.stop(options),
      ({ interrupted, blocked }) => {
        if (interrupt) this.#print.affectedSteps({ method: 'stop: interrupted', dryRun, affected: interrupted });
        this.#print.affectedSteps({ method: 'stop: blocked', dryRun, affected: blocked });
      },
    );
  }

  /** Holds steps that have not run yet, when they are reached. */
  pause(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('pause', options, () => this.client.pause(selector, options));
  }

  /** {@link pause}, for steps and their whole branches. */
  pauseBranch(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('pauseBranch', options, () => this.client.pauseBranch(selector, options));
  }

  /** Lets held, failed and interrupted steps run. */
  resume(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('resume', options, () => this.client.resume(selector, options));
  }

  /** {@link resume}, for steps and their whole branches. */
  resumeBranch(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('resumeBranch', options, () => this.client.resumeBranch(selector, options));
  }

  /** Resumes the next held steps, by their numbers. */
  nextStep(count?: number, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('nextStep', options, () => this.client.nextStep(count, options));
  }

  /** Leaves steps out; what comes after them goes on. */
  skip(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('skip', options, () => this.client.skip(selector, options));
  }

  /** Takes back {@link skip} for steps that were not reached yet. */
  unskip(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('unskip', options, () => this.client.unskip(selector, options));
  }

  /** Leaves steps out, and all that comes after them. */
  block(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('block', options, () => this.client.block(selector, options));
  }

  /** Takes back {@link block} for steps that were not reached yet. */
  unblock(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('unblock', options, () => this.client.unblock(selector, options));
  }

  /** Ends the running attempts of steps. */
  interrupt(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('interrupt', options, () => this.client.interrupt(selector, options));
  }

  /** Has a failure of these steps pause them. */
  setPauseOnFail(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('setPauseOnFail', options, () => this.client.setPauseOnFail(selector, options));
  }

  /** Lets these steps fail without asking an operator. */
  unsetPauseOnFail(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('unsetPauseOnFail', options, () => this.client.unsetPauseOnFail(selector, options));
  }

  /** Sends a message to running steps. */
  sendMessageToSteps(message: JsonValue, selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('sendMessageToSteps', options, () => this.client.sendMessageToSteps(message, selector, options));
  }

  /** Answers one prompt, by its id. */
  reply(promptId: string, value: JsonValue, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('reply', options, () => this.client.reply(promptId, value, options));
  }

  /** What a call would do, and what would follow: to be looked at, and applied. */
  plan<const TCall extends PlannableCall>(call: TCall, ...args: PlanArguments<TCall>): Printed<CallPlan> {
    return this.#call(
      'plan',
      () => this.client.plan(call, ...args),
      (plan) => this.#print.plan(plan),
    );
  }

  /** Carries a plan out, if what it says is still so. */
  apply(plan: CallPlan, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('apply', options, () => this.client.apply(plan, options));
  }

  /** Notes something in the trail's history: about steps, or about the whole trail without a selector. */
  note(text: string, selector?: Selector | null, options?: CommandOptions): Printed<ControlResult> {
    return this.#control('note', options, () => this.client.note(text, selector, options));
  }

  /** What has happened to the trail, from its journal; `from` leaves out what came before that revision. */
  history(options?: HistoryOptions): Printed<readonly JournalRecord[]> {
    return this.#call(
      'history',
      async () => {
        const records: JournalRecord[] = [];
        for await (const record of this.client.history(options)) records.push(record);
        return { records, steps: await this.client.list() };
      },
      ({ records, steps }) => this.#print.history(records, (n) => String(steps[n]?.name ?? n)),
    ).then((result) => result?.records);
  }

  /** All tags of steps. */
  list(selector?: Selector): Printed<readonly Tags[]> {
    return this.#call(
      'list',
      () => this.client.list(selector),
      (steps) => this.#print.stepList('list', steps),
    );
  }

  /** What has become of steps: a summary, or the fields asked for. */
  status<K extends StatusKey = StatusKey>(
    selector?: Selector,
    options: StatusOptions<K> = {},
  ): Printed<readonly Pick<StepStatus, K | 'n' | 'name'>[]> {
    const fields = options.fields && [...new Set<K | 'n' | 'name'>(['n', 'name', ...options.fields])];
    return this.#call(
      'status',
      () => this.client.status<K | 'n' | 'name'>(selector, { ...options, ...(fields !== undefined && { fields }) }),
      (statuses) => this.#print.stepStatuses('status', statuses, fields),
    );
  }

  /** The running steps that wait for an answer, with their prompts. */
  stepsWaitingForUserInput(selector?: Selector): Printed<readonly WaitingStep[]> {
    const method = 'stepsWaitingForUserInput';
    return this.#call(
      method,
      () => this.client.stepsWaitingForUserInput(selector),
      (steps) => this.#print.stepStatuses(method, steps, ['n', 'name', 'prompts']),
    );
  }

  /** Resolves when the trail has come to what is waited for, or finished or was shut down before. */
  wait(options?: WaitOptions): Printed<WaitResult> {
    return this.#answer('wait', () => this.client.wait(options));
  }

  /** What happens to the trail from now on: an iterator like the client's, which prints nothing. */
  events(options?: Parameters<TrailClient['events']>[0]): AsyncGenerator<PushedEvent, void, void> {
    return this.client.events(options);
  }

  /** What the server says of itself. */
  ping(): Printed<{ readonly trail: string; readonly revision: number }> {
    return this.#answer('ping', () => this.client.ping());
  }

  /** Hangs up. The client can still be used: it connects again. */
  close(): Promise<void> {
    return this.client.close();
  }

  #control(method: string, options: CommandOptions = {}, call: () => Promise<ControlResult>): Printed<ControlResult> {
    const { dryRun = false } = options;
    return this.#call(method, call, ({ affected, refused }) => this.#print.affectedSteps({ method, dryRun, affected, refused }));
  }

  #answer<T>(method: string, call: () => Promise<T>): Printed<T> {
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
