import type { JsonObject, JsonValue, Tags } from '@autotrail/core';
import type { Address } from '@autotrail/core/socket';
import {
  type CallPlan,
  type ContextResult,
  type ControlResult,
  type JournalRecord,
  type PushedEvent,
  type StatusKey,
  StepState,
  type StepStatus,
  type TrailDescription,
  type Transport,
} from '@autotrail/layer1';
import type {
  CommandOptions,
  EventsOptions,
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
  WaitingStep,
  WaitOptions,
  WaitResult,
} from './client-types.js';
import { Commands } from './commands.js';
import { readEvents } from './event-reader.js';
import { readHistory } from './history-pages.js';
import { planToSend } from './plan-to-send.js';
import { askFacts } from './server-facts.js';
import { ServerLink } from './server-link.js';
import { SocketTransport } from './socket-transport.js';
import { waitFor } from './waiting.js';

/**
 * Steers a trail from anywhere its transport reaches. Connects when it is first used, and again after the server was away; an idle
 * client does not keep its process alive.
 *
 * Every method throws AutoTrailError: `AUTOTRAIL_SERVER_GONE` if the server does not answer, `AUTOTRAIL_CALL_REFUSED` if it refuses,
 * with the server's own error as `cause`. A command acts unless it is given `{ dryRun: true }`.
 *
 * @example
 * const client = new TrailClient('./release.sock');
 * await client.pause({ name: 'deploy' });
 * const { affected } = await client.skip({ phase: 'test' }, { reason: 'tested yesterday' });
 */
export class TrailClient {
  readonly #link: ServerLink;
  readonly #commands: Commands;

  constructor(server: Address | Pick<Transport, 'connect'>) {
    const isTransport = typeof server === 'object' && 'connect' in server;
    this.#link = new ServerLink(isTransport ? server : new SocketTransport(server));
    this.#commands = new Commands(this.#link);
  }

  /** Starts the trail: Ready steps wait for their turn, and nothing runs before this. */
  start(options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.give('start', {}, options);
  }

  /** Ends the server, after interrupting what runs. Answers whether it does: `false` in a dry run. */
  shutdown(options?: CommandOptions): Promise<boolean> {
    return this.#commands.give('shutdown', {}, options);
  }

  /** Leaves out every step that has not run yet; what runs may finish, or is interrupted if asked for. */
  stop({ interrupt = false, ...options }: CommandOptions & { readonly interrupt?: boolean } = {}): Promise<StopResult> {
    return this.#commands.give('stop', { interrupt }, options);
  }

  /** Holds steps that have not run yet, when they are reached: until somebody lets them go, or with `until` until then. */
  pause(selector?: Selector, options?: HoldOptions): Promise<ControlResult> {
    return this.#commands.hold('pause', selector, options);
  }

  /** {@link pause}, for steps and their whole branches. */
  pauseBranch(selector?: Selector, options?: HoldOptions): Promise<ControlResult> {
    return this.#commands.hold('pause_branch', selector, options);
  }

  /** Lets held, failed and interrupted steps run, the latter two again from their beginning. */
  resume(selector?: Selector, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.control('resume', selector, options);
  }

  /** {@link resume}, for steps and their whole branches. */
  resumeBranch(selector?: Selector, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.control('resume_branch', selector, options);
  }

  /** Resumes the next held steps, by their numbers. */
  nextStep(count = 1, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.give('next_steps', { step_count: count }, options);
  }

  /** Runs steps again that are over, alone or with all that comes after them; what they have come to so far stays on record. */
  rerun(selector: Selector = {}, { below = false, ...options }: RerunOptions = {}): Promise<ControlResult> {
    return this.#commands.give('rerun', { tags: selector, below }, options);
  }

  /** Says that held, failed and interrupted steps were done by hand: they count as succeeded. */
  markDone(selector: Selector = {}, { value = null, ...options }: MarkDoneOptions = {}): Promise<ControlResult> {
    return this.#commands.give('mark_done', { tags: selector, value }, options);
  }

  /** Gives up steps that are paused due to failure or interrupted: they count as failed. */
  fail(selector?: Selector, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.control('fail', selector, options);
  }

  /** Leaves steps out; what comes after them goes on. */
  skip(selector?: Selector, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.control('skip', selector, options);
  }

  /** Takes back {@link skip} for steps that were not reached yet. */
  unskip(selector?: Selector, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.control('unskip', selector, options);
  }

  /** Leaves steps out, and all that comes after them. */
  block(selector?: Selector, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.control('block', selector, options);
  }

  /** Takes back {@link block} for steps that were not reached yet. */
  unblock(selector?: Selector, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.control('unblock', selector, options);
  }

  /** Ends the running attempts of steps; they wait for what is to be done. */
  interrupt(selector?: Selector, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.control('interrupt', selector, options);
  }

  /** Has a failure of these steps pause them, so that an operator decides. */
  setPauseOnFail(selector?: Selector, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.control('set_pause_on_fail', selector, options);
  }

  /** Lets these steps fail without asking an operator. */
  unsetPauseOnFail(selector?: Selector, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.control('unset_pause_on_fail', selector, options);
  }

  /** Limits how many attempts of steps with these tags there may be at a time; `null` takes the limit away. What runs goes on. */
  setLimit(most: number | null, selector: Selector = {}, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.give('set_limit', { tags: selector, most }, options);
  }

  /** Puts a value into the trail's context, at a path of keys with dots between them. Answers which steps have gone by what was there. */
  setContext(key: string, value: JsonValue, options?: CommandOptions): Promise<ContextResult> {
    return this.#commands.give('set_context', { key, value }, options);
  }

  /** Sends a message to running steps: it answers the oldest open prompt of each, or else goes to its `env.messages`. */
  sendMessageToSteps(message: JsonValue, selector: Selector = {}, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.give('send_message_to_steps', { tags: selector, message }, options);
  }

  /** Answers one prompt, by its id. Refused if it is not open any longer. */
  reply(promptId: string, value: JsonValue, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.give('reply', { prompt_id: promptId, value }, options);
  }

  /**
   * What a control call would do, and what would follow from it; nothing is changed. The call goes by its name on the wire.
   *
   * @param args - which steps it means, and what else it needs, as it stands on the wire
   * @example
   * const plan = await client.plan('skip', { phase: 'deploy' });
   * if (plan.follows.unreachable.length === 0) await client.apply(plan, { reason: 'done by hand' });
   */
  plan<const TCall extends PlannableCall>(call: TCall, ...args: PlanArguments<TCall>): Promise<CallPlan> {
    const [tags = {}, fields = {}] = args as readonly [Selector?, JsonObject?];
    return this.#link.call('plan', { call: { ...fields, tags, name: call } });
  }

  /**
   * Carries a plan out, if what it says of the steps it affects, and of what follows, is still so. Else it rejects with
   * `AUTOTRAIL_CALL_REFUSED`, with `AUTOTRAIL_PLAN_STALE` and the differences as its cause.
   */
  apply(plan: CallPlan, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.give('apply', { plan: planToSend(plan) }, options);
  }

  /** Notes something in the trail's history: about steps, or about the whole trail without a selector. Changes nothing else. */
  note(text: string, selector: Selector | null = null, options?: CommandOptions): Promise<ControlResult> {
    return this.#commands.give('note', { text, tags: selector }, options);
  }

  /**
   * What has happened to the trail, from its journal: every command with who gave it and why, and everything else, each with what it
   * changed. Ends with what is durable by then.
   *
   * @example
   * for await (const { at, event } of client.history()) console.log(new Date(at), event);
   */
  history(options: HistoryOptions = {}): AsyncGenerator<JournalRecord, void, void> {
    return readHistory((fields) => this.#link.call('history', fields), options);
  }

  /** All tags of steps. */
  list(selector: Selector = {}): Promise<readonly Tags[]> {
    return this.#link.call('list', { tags: selector });
  }

  /** What has become of steps. */
  status<K extends StatusKey = StatusKey>(
    selector: Selector = {},
    options: StatusOptions<K> = {},
  ): Promise<readonly Pick<StepStatus, K>[]> {
    const { fields, states = [] } = options;
    return this.#link.call('status', { tags: selector, states, ...(fields !== undefined && { status_fields: fields }) });
  }

  /** What the trail is, where it stands and what it waits for, with no step; with a selector, all that there is to know of those too. */
  describe(selector: Selector | null = null): Promise<TrailDescription> {
    return this.#link.call('describe', { tags: selector });
  }

  /** The trail's context, or what stands at a path in it. Secrets are masked. */
  context(key: string | null = null): Promise<JsonValue> {
    return this.#link.call('context', { key });
  }

  /** The running steps that wait for an answer, with their prompts. */
  async stepsWaitingForUserInput(selector?: Selector): Promise<readonly WaitingStep[]> {
    const running = await this.status(selector, { states: [StepState.Running] });
    return running.filter((step): step is WaitingStep => step.waitingForResponse !== null);
  }

  /** Resolves when the trail has come to what is waited for, or finished or was shut down before. */
  wait(options: WaitOptions = {}): Promise<WaitResult> {
    return waitFor(this.#link, options);
  }

  /**
   * What happens to the trail, in order: from a revision on, or from when it is first read on. At most so many events are held for a
   * reader; one that does not keep up finds `{ gap: { from, to } }` in place of the revisions it missed, or what it missed if it has
   * given `from`. When `onSubscribed` is called nothing is missed any longer: what `status` answers from then on can be taken for the
   * beginning.
   *
   * Ends when the server ends or is lost, which looks the same; throws when `signal` aborts. Whoever gives `from` goes on with the
   * revision after the last they have seen once the trail is served again: what `ping` answers as `run` tells whether it still is the
   * same run.
   *
   * @throws AutoTrailError `AUTOTRAIL_BAD_OPTION`; `AUTOTRAIL_CALL_REFUSED` with `AUTOTRAIL_NO_JOURNAL` as its cause, if `from` is given
   * and the trail is not remembered; `AUTOTRAIL_SERVER_GONE`, or `AUTOTRAIL_CALL_REFUSED` because of `AUTOTRAIL_SERVER_ENDING`, also if
   * the server is lost or ends before what was missed could be read
   * @example
   * for await (const record of client.events()) console.log(record);
   * @example
   * let from = 0;
   * for await (const _ of setInterval(1_000)) { // of node:timers/promises
   *   try {
   *     for await (const event of client.events({ from })) {
   *       console.log(event);
   *       from = ('gap' in event ? event.gap.to : event.revision) + 1;
   *     }
   *   } catch (error) {
   *     const { code } = error.code === 'AUTOTRAIL_CALL_REFUSED' ? error.cause : error;
   *     if (code !== 'AUTOTRAIL_SERVER_GONE' && code !== 'AUTOTRAIL_SERVER_ENDING') throw error;
   *   }
   * }
   */
  events(options: EventsOptions = {}): AsyncGenerator<PushedEvent, void, void> {
    return readEvents(() => this.#link.open(), options);
  }

  /** What the server says of itself, asked anew. */
  ping(): Promise<ServerFacts> {
    return askFacts(this.#link);
  }

  /** Hangs up. The client can still be used: it connects again. */
  close(): Promise<void> {
    return this.#link.close();
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
