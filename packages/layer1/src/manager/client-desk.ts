import { AutoTrailError, messageOf } from '@autotrail/core';
import type { ApiResponse } from '../api/api-call.js';
import type { LaterResult } from '../api/api-call-definition.js';
import { type HandledCall, toApiError } from '../api/handle-api-call.js';
import { layer1Error } from '../errors.js';
import type { Journal, JournalRecord } from '../ports/journal.js';
import type { ApiRequest } from '../ports/transport.js';
import { Queue } from '../queue.js';
import { maskTold } from '../secrets/mask-told.js';
import type { Applied, Trail } from '../trail/trail.js';
import type { Verdicts } from './answer-checks.js';
import type { CallHandler } from './call-handler.js';
import { Subscriptions } from './subscriptions.js';

/** What a desk is handed. */
export interface ClientDeskParts {
  readonly trail: Pick<Trail, 'revision'>;
  readonly calls: Pick<CallHandler, 'check' | 'handle'>;
  /** Told when a request that waited for actions is to be handled. */
  readonly wake: () => void;
  /** What answers that are made later are made of. */
  readonly memory: Pick<Journal, 'read'>;
}

/** An answer that is made, and the revision it speaks of. */
interface Prepared {
  readonly asked: Asked;
  readonly handled: Extract<HandledCall, { readonly type: 'answered' }>;
  readonly revision: number;
}

interface Asked {
  readonly request: ApiRequest;
  readonly verdicts: Verdicts;
  readonly respond: (response: ApiResponse) => void;
}

/**
 * The manager's side to the clients: requests that came in, calls that are held back, and answers that wait to be durable.
 *
 * D1. Every request is answered exactly once, whatever becomes of the server or the client: a transport may wait for it.
 */
export class ClientDesk {
  readonly #parts: ClientDeskParts;
  /** All that were not answered yet, wherever they stand. */
  readonly #open = new Set<Asked>();
  readonly #waiting = new Queue<Asked>();
  /** Calls that are held back, with what stops listening for their clients' hanging up. */
  readonly #heldBack = new Map<Asked, () => void>();
  /** Those whose answers actions look at, likewise. */
  readonly #inCheck = new Map<Asked, () => void>();
  readonly #subscriptions = new Subscriptions();
  /** Answers that leave once the turn is durable. */
  #unsent: Prepared[] = [];

  constructor(parts: ClientDeskParts) {
    this.#parts = parts;
  }

  /** How many requests wait to be handled. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Takes a request in. */
  ask(request: ApiRequest): Promise<ApiResponse> {
    return new Promise((respond) => {
      const asked = { request, respond, verdicts: new Map() };
      this.#open.add(asked);
      this.#waiting.push(asked);
    });
  }

  /** Handles the next request. Its answer is kept until {@link send}. */
  handleNext(): readonly Applied[] {
    const asked = this.#waiting.shift();
    if (asked === undefined) return [];
    const checking = this.#parts.calls.check(asked.request, asked.verdicts);
    if (checking === undefined) return this.#handleOne(asked);
    void this.#awaitCheck(asked, checking);
    return [];
  }

  /** Handles again what was held back, since the trail has changed. */
  handleHeldBack(): readonly Applied[] {
    if (this.#heldBack.size === 0) return [];
    return [...this.#heldBack.keys()].flatMap((asked) => this.#handleOne(asked));
  }

  /** Sends the answers, now that the turn is durable, and tells subscribers what happened in it. */
  send(records: readonly JournalRecord[]): void {
    for (const prepared of this.#takeUnsent()) this.#send(prepared);
    for (const record of records) this.#subscriptions.publish(record);
  }

  /** The turn was not kept: refuses the calls that changed something in it, and handles the others once more. */
  takeBack(error: AutoTrailError): void {
    for (const { asked, handled } of this.#takeUnsent()) {
      if (handled.applied.length > 0) this.#answer(asked, refusal(asked.request, error));
      else this.#waiting.push(asked);
    }
  }

  /** Answers everything with an error. */
  refuseAll(error: AutoTrailError): void {
    for (const asked of [...this.#open]) this.#answer(asked, refusal(asked.request, error));
  }

  #handleOne(asked: Asked): readonly Applied[] {
    const handled = this.#parts.calls.handle(asked.request, asked.verdicts);
    if (handled.type === 'held back') {
      this.#holdIn(this.#heldBack, asked);
      return [];
    }
    this.#letGo(asked);
    this.#unsent.push({ asked, handled, revision: this.#parts.trail.revision });
    return handled.applied;
  }

  #takeUnsent(): readonly Prepared[] {
    const unsent = this.#unsent;
    this.#unsent = [];
    return unsent;
  }

  #send({ asked, handled, revision }: Prepared): void {
    if (handled.subscribes) this.#subscriptions.add(asked.request.peer, revision);
    if (handled.later === undefined) this.#answer(asked, handled.response);
    else void this.#sendLater(asked, handled.later);
  }

  async #sendLater(asked: Asked, later: LaterResult): Promise<void> {
    try {
      const { name } = asked.request.message;
      this.#answer(asked, { name: String(name), result: await later(this.#parts.memory), error: null });
    } catch (error) {
      const told = AutoTrailError.is(error) ? error : layer1Error('AUTOTRAIL_UNREADABLE', { message: messageOf(error) }, error);
      this.#answer(asked, refusal(asked.request, told));
    }
  }

  /** D1. What was answered meanwhile, because its client hung up or the server ended, is not handled any longer. */
  async #awaitCheck(asked: Asked, checking: Promise<void>): Promise<void> {
    this.#holdIn(this.#inCheck, asked);
    await checking;
    if (!this.#open.has(asked)) return;
    this.#letGo(asked);
    this.#waiting.push(asked);
    this.#parts.wake();
  }

  #holdIn(held: Map<Asked, () => void>, asked: Asked): void {
    if (held.has(asked)) return;
    const { gone } = asked.request.peer;
    const drop = (): void => this.#answer(asked, refusal(asked.request, layer1Error('AUTOTRAIL_CLIENT_GONE')));
    if (gone.aborted) return drop();
    gone.addEventListener('abort', drop);
    held.set(asked, () => gone.removeEventListener('abort', drop));
  }

  #letGo(asked: Asked): void {
    for (const held of [this.#heldBack, this.#inCheck]) {
      held.get(asked)?.();
      held.delete(asked);
    }
  }

  #answer(asked: Asked, response: ApiResponse): void {
    this.#letGo(asked);
    this.#open.delete(asked);
    asked.respond(maskTold(response));
  }
}

/** The response that refuses a request. */
export function refusal({ message }: ApiRequest, error: AutoTrailError): ApiResponse {
  const { name } = message;
  return { name: typeof name === 'string' ? name : null, result: null, error: toApiError(error) };
}
