import { AutoTrailError } from '@autotrail/core';
import { Deferred } from '@autotrail/layer1';
import type { TrailClient } from '@autotrail/layer2';
import { testingError } from '../errors.js';
import { checkMeant } from '../which-steps.js';
import { type Attended, attend, type OperatorDeed, SCRIPTED_OPERATOR } from './attend.js';
import { OperatorScript } from './operator-script.js';

/** How a {@link ScriptedOperator} works. */
export interface ScriptedOperatorOptions {
  /** Who acts, for the record. @default 'scripted operator', or the first of those who may answer a prompt */
  readonly actor?: string;
}

/** What a scripted operator saw to. */
export interface OperatorRun {
  /** Whether the trail finished, or was shut down before. */
  readonly outcome: 'finished' | 'shutdown';
  /** What the operator did, in order. */
  readonly deeds: readonly OperatorDeed[];
}

/**
 * Plays the person in a test of a trail that is really served: answers prompts as they open, and decides about steps that are held, each
 * as the script says. Nothing is polled: it looks whenever something has happened.
 *
 * @example
 * const operator = new ScriptedOperator(client).answer('check', true).onFailure('deploy', (step) => step.skip('done by hand'));
 * const { deeds } = await operator.run();
 */
export class ScriptedOperator extends OperatorScript {
  readonly #client: TrailClient;
  readonly #actor: string | null;
  readonly #deeds: OperatorDeed[] = [];

  constructor(client: TrailClient, { actor }: ScriptedOperatorOptions = {}) {
    super();
    this.#client = client;
    this.#actor = actor ?? null;
  }

  /** What the operator has done so far, in order. */
  get deeds(): readonly OperatorDeed[] {
    return [...this.#deeds];
  }

  /**
   * Starts the trail if nobody has, and sees to it until it is finished.
   *
   * What ends by itself, as a prompt with a time limit, one of an attempt with a time limit, or a hold with a date, may be left without
   * a rule.
   *
   * @param options.signal - gives up: the promise rejects with its reason
   * @throws AutoTrailError `AUTOTRAIL_UNKNOWN_STEP`; `AUTOTRAIL_OPERATOR_AT_A_LOSS` as soon as something waits for a person that no rule
   * covers; `AUTOTRAIL_OPERATOR_IDLE` for a rule that did nothing; what the server refuses, such as an answer that a prompt does not take
   */
  async run({ signal }: { readonly signal?: AbortSignal } = {}): Promise<OperatorRun> {
    const steps = await this.#client.list();
    for (const which of this.named) checkMeant('a rule of the script', which, steps);
    const over = new AbortController();
    const subscribed = new Deferred<void>();
    const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
    const events = this.#client.events({ signal: either, onSubscribed: () => subscribed.resolve() });
    try {
      return { outcome: await this.#follow(events, subscribed.promise), deeds: this.deeds };
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      over.abort();
    }
  }

  async #follow(events: AsyncGenerator<unknown, void, void>, subscribed: Promise<void>): Promise<OperatorRun['outcome']> {
    let next = nextOf(events);
    await Promise.race([subscribed, next]);
    for (;;) {
      if (await this.#seeTo()) return 'finished';
      if ((await next).done === true) return 'shutdown';
      next = nextOf(events);
    }
  }

  /** Does what there is to do, and answers whether the trail is finished. */
  async #seeTo(): Promise<boolean> {
    try {
      const { isStarted, isFinished } = await this.#client.describe(null);
      if (isFinished) return true;
      if (!isStarted) await this.#client.start({ actor: this.#actor ?? SCRIPTED_OPERATOR });
      const { uncovered } = await attend({
        client: this.#client,
        script: this,
        actor: this.#actor,
        onDeed: (deed) => this.#deeds.push(deed),
      });
      if (uncovered !== null) throw atALoss(uncovered);
      return false;
    } catch (error) {
      // The events end too, and tell so.
      if (isServerGone(error)) return false;
      throw error;
    }
  }
}

/** Whoever stops reading stops waiting for the next event, too. */
function nextOf(events: AsyncGenerator<unknown, void, void>): Promise<IteratorResult<unknown, void>> {
  const next = events.next();
  next.catch(() => {});
  return next;
}

function atALoss({ step, prompt }: NonNullable<Attended['uncovered']>): AutoTrailError {
  const { n, name, state } = step;
  const waitsFor = prompt === null ? `it is ${state}` : `prompt ${prompt.id} asks ${JSON.stringify(prompt.message)}`;
  return testingError('AUTOTRAIL_OPERATOR_AT_A_LOSS', { n, name, waitsFor });
}

function isServerGone(error: unknown): boolean {
  if (!AutoTrailError.is(error)) return false;
  const code = error.code === 'AUTOTRAIL_CALL_REFUSED' && AutoTrailError.is(error.cause) ? error.cause.code : error.code;
  return code === 'AUTOTRAIL_SERVER_GONE' || code === 'AUTOTRAIL_SERVER_ENDING';
}
