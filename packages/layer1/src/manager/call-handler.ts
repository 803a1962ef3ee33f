import { AutoTrailError, type JsonObject, type JsonValue } from '@autotrail/core';
import type { ApiCallDefinitions, TrailRun } from '../api/api-call-definition.js';
import { type HandledCall, handleApiCall, toApiError } from '../api/handle-api-call.js';
import { show } from '../api/show.js';
import { layer1Error } from '../errors.js';
import { type AnsweredRequests, digestOf } from '../memory/answered-requests.js';
import type { Clock } from '../ports/clock.js';
import type { Executor } from '../ports/executor.js';
import type { AnsweredRequest } from '../ports/journal.js';
import type { ApiRequest } from '../ports/transport.js';
import type { Applied, Trail } from '../trail/trail.js';
import { AnswerChecks, rejectedBy, type Verdicts } from './answer-checks.js';
import type { Opening } from './open-trail.js';

/** What a {@link CallHandler} works with. */
export interface CallHandlerParts {
  readonly trail: Trail;
  readonly clock: Clock;
  readonly definitions: ApiCallDefinitions;
  readonly answered: AnsweredRequests;
  /** Whose actions look at answers. */
  readonly executor: Pick<Executor, 'check'>;
  /** The run the trail is, once it is open. */
  readonly run: () => TrailRun;
  /** The trail, once it is open. */
  readonly opening: () => Pick<Opening, 'context' | 'access' | 'params'>;
}

type Answered = Extract<HandledCall, { readonly type: 'answered' }>;

/** Characters that the id of a request may have. */
const MOST_CHARACTERS = 200;

/**
 * Handles the calls of clients.
 *
 * H1. A command that comes again under its request id is answered what it was answered first, and changes nothing. What changed
 *     nothing the first time, because it was refused or only looked, is handled again.
 */
export class CallHandler {
  readonly #parts: CallHandlerParts;
  readonly #checks: AnswerChecks;

  constructor(parts: CallHandlerParts) {
    this.#parts = parts;
    this.#checks = new AnswerChecks(parts);
  }

  /**
   * Has actions look at the answers that a request gives now, and that they did not look at before. Answers a promise where that takes
   * its time; by then the request may answer other prompts, so that it is to be checked again.
   */
  check(request: ApiRequest, verdicts: Verdicts): Promise<void> | undefined {
    return this.#checks.check(request, verdicts);
  }

  /** @param verdicts - what {@link check} came to */
  handle(request: ApiRequest, verdicts: Verdicts): HandledCall {
    try {
      const id = readRequestId(request);
      return id === null ? this.#handle(request, verdicts) : this.#handleOnce(request, id, verdicts);
    } catch (error) {
      if (!AutoTrailError.is(error) || error.code === 'AUTOTRAIL_INVARIANT_BROKEN') throw error;
      return response(request.message, { result: null, error: toApiError(error) });
    }
  }

  #handleOnce(request: ApiRequest, requestId: string, verdicts: Verdicts): HandledCall {
    const { answered } = this.#parts;
    const { request_id: _, ...call } = request.message;
    const digest = digestOf(call);
    const before = answered.answerTo(requestId, digest);
    if (before !== undefined) return response(request.message, { result: before.result, error: before.error ?? null });
    const handled = this.#handle(request, verdicts);
    if (handled.type === 'held back' || handled.applied.length === 0) return handled;
    const { applied } = handled;
    const { result, error } = handled.response;
    const remembered: AnsweredRequest = { requestId, digest, result, ...(error !== null && { error }) };
    answered.remember(remembered);
    return { ...handled, applied: [...applied.slice(0, -1), { ...(applied.at(-1) as Applied), answered: remembered }] };
  }

  #handle({ message, wire, peer }: ApiRequest, verdicts: Verdicts): HandledCall {
    const { trail, clock, definitions, run, opening } = this.#parts;
    const { context, access, params } = opening();
    const at = clock.now();
    const about = { run: run(), params, context: access, rejected: rejectedBy(verdicts) };
    const handled = handleApiCall(message, trail, { at, wire, definitions, source: peer.source, ...about });
    if (handled.type === 'answered') context.expect(handled.applied);
    if (handled.type === 'held back' || handled.keepServing || trail.isShuttingDown) return handled;
    // A call of a custom engine may end the server without an event of its own.
    return { ...handled, applied: [...handled.applied, trail.apply({ type: 'shutdown', source: peer.source }, at)] };
  }
}

function readRequestId({ wire, message }: ApiRequest): string | null {
  const id = wire === 2 && Object.hasOwn(message, 'request_id') ? message.request_id : null;
  if (id === null || id === undefined) return null;
  if (typeof id === 'string' && id.length > 0 && id.length <= MOST_CHARACTERS) return id;
  const expected = `a string of 1 to ${MOST_CHARACTERS} characters`;
  throw layer1Error('AUTOTRAIL_BAD_FIELD', { field: 'request_id', name: show(message.name), expected, found: show(id) });
}

function response(
  { name }: JsonObject,
  answer: { readonly result: JsonValue; readonly error: Answered['response']['error'] },
): Answered {
  const named = { name: typeof name === 'string' ? name : null, ...answer };
  return { type: 'answered', response: named, applied: [], keepServing: true, subscribes: false };
}
