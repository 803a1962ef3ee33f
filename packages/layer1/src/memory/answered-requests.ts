import { createHash } from 'node:crypto';
import type { JsonObject } from '@autotrail/core';
import { layer1Error } from '../errors.js';
import type { AnsweredRequest } from '../ports/journal.js';

/** Requests that are known again. */
const REMEMBERED = 10_000;
/** Bytes of answers that are kept for them: with very large answers fewer requests are known again. */
const REMEMBERED_BYTES = 64 * 1_024 * 1_024;

interface Entry {
  readonly request: AnsweredRequest;
  readonly bytes: number;
}

/**
 * The commands that were answered last, by the ids their clients gave them: a client that never got its answer asks again, and is
 * told what it was told before, instead of having its command carried out twice.
 */
export class AnsweredRequests {
  /** In the order of their answers. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  /**
   * What this request was answered; `undefined` if it is new.
   *
   * @throws AutoTrailError `AUTOTRAIL_REQUEST_ID_REUSED` if another call came under the same id
   */
  answerTo(requestId: string, digest: string): AnsweredRequest | undefined {
    const known = this.#entries.get(requestId)?.request;
    if (known !== undefined && known.digest !== digest) throw layer1Error('AUTOTRAIL_REQUEST_ID_REUSED', { requestId });
    return known;
  }

  remember(request: AnsweredRequest): void {
    const bytes = JSON.stringify(request).length;
    this.forget(request.requestId);
    this.#entries.set(request.requestId, { request, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= REMEMBERED && this.#bytes <= REMEMBERED_BYTES) return;
      this.forget(oldest);
    }
  }

  /** It was not kept after all. */
  forget(requestId: string): void {
    this.#bytes -= this.#entries.get(requestId)?.bytes ?? 0;
    this.#entries.delete(requestId);
  }

  /** All of them, oldest first. */
  all(): readonly AnsweredRequest[] {
    return [...this.#entries.values()].map(({ request }) => request);
  }
}

/** What tells a call from another one, in whatever order its fields are. */
export function digestOf(call: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(call, sortKeys)).digest('base64url');
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
