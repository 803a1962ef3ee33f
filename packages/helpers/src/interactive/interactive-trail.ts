import type { JsonValue, Tags } from '@autotrail/core';
import type {
  CallPlan,
  ContextResult,
  ControlResult,
  JournalRecord,
  PushedEvent,
  StatusKey,
  StepStatus,
  TrailDescription,
} from '@autotrail/layer1';
import type {
  CommandOptions,
  HistoryOptions,
  HoldOptions,
  MarkDoneOptions,
  PlanArguments,
  PlannableCall,
  RerunOptions,
  Selector,
  ServerFacts,
  StatusOptions,
  StopResult,
  TrailClient,
  WaitingStep,
  WaitOptions,
  WaitResult,
} from '@autotrail/layer2';
import { checkOptions } from '../check-options.js';
import { INTERACTIVE_TRAIL_RULES, type InteractiveTrailOptions, printersOf } from './interactive-trail-options.js';
import { type Printed, PrintedCalls } from './printed-calls.js';

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
  readonly #calls: PrintedCalls;

  constructor(client: TrailClient, options: InteractiveTrailOptions = {}) {
    checkOptions('InteractiveTrail', options, INTERACTIVE_TRAIL_RULES);
    this.client = client;
    this.options = options;
    this.#calls = new PrintedCalls(printersOf(options));
  }

  /** Starts the trail. */
  start(options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('start', options, () => this.client.start(options));
  }

  /** Ends the server, after interrupting what runs. */
  shutdown(options?: CommandOptions): Printed<boolean> {
    return this.#calls.answer('shutdown', () => this.client.shutdown(options));
  }

  /** Leaves out every step that has not run yet; what runs may finish, or is interrupted if asked for. */
  stop(options: CommandOptions & { readonly interrupt?: boolean } = {}): Printed<StopResult> {
    return this.#calls.stop(options, () => this.client.stop(options));
  }

  /** Holds steps that have not run yet, when they are reached: until somebody lets them go, or with `until` until then. */
  pause(selector?: Selector, options?: HoldOptions): Printed<ControlResult> {
    return this.#calls.control('pause', options, () => this.client.pause(selector, options));
  }

  /** {@link pause}, for steps and their whole branches. */
  pauseBranch(selector?: Selector, options?: HoldOptions): Printed<ControlResult> {
    return this.#calls.control('pauseBranch', options, () => this.client.pauseBranch(selector, options));
  }

  /** Lets held, failed and interrupted steps run. */
  resume(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('resume', options, () => this.client.resume(selector, options));
  }

  /** {@link resume}, for steps and their whole branches. */
  resumeBranch(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('resumeBranch', options, () => this.client.resumeBranch(selector, options));
  }

  /** Resumes the next held steps, by their numbers. */
  nextStep(count?: number, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('nextStep', options, () => this.client.nextStep(count, options));
  }

  /** Runs steps again that are over, alone or with all that comes after them. */
  rerun(selector?: Selector, options?: RerunOptions): Printed<ControlResult> {
    return this.#calls.control('rerun', options, () => this.client.rerun(selector, options));
  }

  /** Says that held, failed and interrupted steps were done by hand: they count as succeeded. */
  markDone(selector?: Selector, options?: MarkDoneOptions): Printed<ControlResult> {
    return this.#calls.control('markDone', options, () => this.client.markDone(selector, options));
  }

  /** Gives up steps that are paused due to failure or interrupted: they count as failed. */
  fail(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('fail', options, () => this.client.fail(selector, options));
  }

  /** Leaves steps out; what comes after them goes on. */
  skip(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('skip', options, () => this.client.skip(selector, options));
  }

  /** Takes back {@link skip} for steps that were not reached yet. */
  unskip(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('unskip', options, () => this.client.unskip(selector, options));
  }

  /** Leaves steps out, and all that comes after them. */
  block(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('block', options, () => this.client.block(selector, options));
  }

  /** Takes back {@link block} for steps that were not reached yet. */
  unblock(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('unblock', options, () => this.client.unblock(selector, options));
  }

  /** Ends the running attempts of steps. */
  interrupt(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('interrupt', options, () => this.client.interrupt(selector, options));
  }

  /** Has a failure of these steps pause them. */
  setPauseOnFail(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('setPauseOnFail', options, () => this.client.setPauseOnFail(selector, options));
  }

  /** Lets these steps fail without asking an operator. */
  unsetPauseOnFail(selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('unsetPauseOnFail', options, () => this.client.unsetPauseOnFail(selector, options));
  }

  /** Limits how many attempts of steps with these tags there may be at a time; `null` takes the limit away. */
  setLimit(most: number | null, selector: Selector = {}, options: CommandOptions = {}): Printed<ControlResult> {
    const { dryRun = false } = options;
    return this.#calls.limit({ dryRun, tags: selector, most }, () => this.client.setLimit(most, selector, options));
  }

  /** Puts a value into the trail's context, at a path of keys with dots between them. Prints which steps have gone by what was there. */
  setContext(key: string, value: JsonValue, options: CommandOptions = {}): Printed<ContextResult> {
    return this.#calls.contextSet(options, () => this.client.setContext(key, value, options));
  }

  /** Sends a message to running steps. */
  sendMessageToSteps(message: JsonValue, selector?: Selector, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('sendMessageToSteps', options, () => this.client.sendMessageToSteps(message, selector, options));
  }

  /** Answers one prompt, by its id. */
  reply(promptId: string, value: JsonValue, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('reply', options, () => this.client.reply(promptId, value, options));
  }

  /** What a call would do, and what would follow: to be looked at, and applied. */
  plan<const TCall extends PlannableCall>(call: TCall, ...args: PlanArguments<TCall>): Printed<CallPlan> {
    return this.#calls.plan(() => this.client.plan(call, ...args));
  }

  /** Carries a plan out, if what it says is still so. */
  apply(plan: CallPlan, options?: CommandOptions): Printed<ControlResult> {
    return this.#calls.control('apply', options, () => this.client.apply(plan, options));
  }

  /** Notes something in the trail's history: about steps, or about the whole trail without a selector. */
  note(text: string, selector: Selector | null = null, options: CommandOptions = {}): Printed<ControlResult> {
    return this.#calls.note(selector, options, () => this.client.note(text, selector, options));
  }

  /** What has happened to the trail, from its journal; `from` leaves out what came before that revision. */
  history(options?: HistoryOptions): Printed<readonly JournalRecord[]> {
    return this.#calls.history(this.client, options);
  }

  /** All tags of steps. */
  list(selector?: Selector): Printed<readonly Tags[]> {
    return this.#calls.list(() => this.client.list(selector));
  }

  /** What has become of steps: a summary, or the fields asked for. */
  status<K extends StatusKey = StatusKey>(
    selector?: Selector,
    options: StatusOptions<K> = {},
  ): Printed<readonly Pick<StepStatus, K | 'n' | 'name'>[]> {
    const fields = options.fields && [...new Set<K | 'n' | 'name'>(['n', 'name', ...options.fields])];
    const asked = { ...options, ...(fields !== undefined && { fields }) };
    return this.#calls.statuses('status', () => this.client.status<K | 'n' | 'name'>(selector, asked), fields);
  }

  /** What the trail is and what it waits for; with a selector, all that there is to know of steps. */
  describe(selector: Selector | null = null): Printed<TrailDescription> {
    return this.#calls.description(selector, () => this.client.describe(selector));
  }

  /** The trail's context, or what stands at a path in it. */
  context(key: string | null = null): Printed<JsonValue> {
    return this.#calls.context(() => this.client.context(key));
  }

  /** The running steps that wait for an answer, with their prompts. */
  stepsWaitingForUserInput(selector?: Selector): Printed<readonly WaitingStep[]> {
    const call = () => this.client.stepsWaitingForUserInput(selector);
    return this.#calls.statuses('stepsWaitingForUserInput', call, ['n', 'name', 'prompts']);
  }

  /** Resolves when the trail has come to what is waited for, or finished or was shut down before. */
  wait(options?: WaitOptions): Printed<WaitResult> {
    return this.#calls.answer('wait', () => this.client.wait(options));
  }

  /** What happens to the trail from now on: an iterator like the client's, which prints nothing. */
  events(options?: Parameters<TrailClient['events']>[0]): AsyncGenerator<PushedEvent, void, void> {
    return this.client.events(options);
  }

  /** What the server says of itself. */
  ping(): Printed<ServerFacts> {
    return this.#calls.answer('ping', () => this.client.ping());
  }

  /** Hangs up. The client can still be used: it connects again. */
  close(): Promise<void> {
    return this.client.close();
  }
}
