import type { JsonValue } from '@autotrail/core';
import { type ContextValue, putAll } from '../context-path.js';
import { layer1Error } from '../errors.js';
import type { AnsweredRequest, Journal, JournalRecord } from '../ports/journal.js';
import type { CreatedEvent, EndedEvent } from '../trail/events.js';
import type { Trail } from '../trail/trail.js';
import { AnsweredRequests } from './answered-requests.js';
import { definitionDifferences, policyDifferences } from './differences.js';
import { imageOf } from './image-of.js';

/** What a journal remembers beside the states of steps. */
export interface Restored {
  /** The journal's first record: what the trail is. */
  readonly created: CreatedEvent;
  /** What the definition that goes on with it says otherwise of policies and limits, in words. */
  readonly policies: readonly string[];
  /** When the first and the last thing was noted, in milliseconds since the epoch. */
  readonly createdAt: number;
  readonly lastAt: number;
  /** The requests that were answered last. */
  readonly answered: readonly AnsweredRequest[];
  /** The trail's context as it was last, unless no attempt has changed it: then it is as its author gave it, but for `contextValues`. */
  readonly context?: JsonValue;
  /** What operators have put into the context that its author gave, oldest first; empty where there is a `context`. */
  readonly contextValues: readonly ContextValue[];
  /** How many values operators have put into the context in all. */
  readonly contextSets: number;
}

/**
 * Takes a trail up from what its journal remembers, record by record.
 *
 * Everything that was decided is believed and nothing is decided again: restoring is folding changes.
 */
export class Restoration {
  readonly #trail: Trail;
  readonly #answered = new AnsweredRequests();
  #first: (Pick<Restored, 'created' | 'policies'> & { readonly at: number }) | undefined;
  #lastAt = 0;
  #context: JsonValue | undefined;
  #contextSets = 0;
  /** What was put into the context after it was as it is known. */
  readonly #contextValues: ContextValue[] = [];

  /** @param trail - a fresh trail */
  constructor(trail: Trail) {
    this.#trail = trail;
  }

  /** Takes in the next record. @throws AutoTrailError `AUTOTRAIL_DEFINITION_CHANGED` at the first, if it is of another definition */
  fold(record: JournalRecord): void {
    const { event, at, answered } = record;
    this.#lastAt = at;
    if (event.type === 'created') return this.#begin(event, at);
    this.#trail.fold(record);
    if (answered !== undefined) this.#answered.remember(answered);
    if (event.type === 'ended') this.#takeContext(event);
    if (event.type === 'context') {
      this.#contextSets += 1;
      this.#contextValues.push({ key: event.key, value: event.value });
    }
  }

  /** What was taken in; `null` if there was nothing. */
  get restored(): Restored | null {
    if (this.#first === undefined) return null;
    const { created, policies, at: createdAt } = this.#first;
    return { created, policies, createdAt, lastAt: this.#lastAt, answered: this.#answered.all(), ...this.#restoredContext() };
  }

  #restoredContext(): Pick<Restored, 'context' | 'contextValues' | 'contextSets'> {
    const contextSets = this.#contextSets;
    if (this.#context === undefined) return { contextValues: [...this.#contextValues], contextSets };
    return { context: putAll(structuredClone(this.#context), this.#contextValues) as JsonValue, contextValues: [], contextSets };
  }

  /** It was as it is on record when its attempt ended: what was put in by then is in it, though that may be on record before it. */
  #takeContext({ context, contextSets = 0 }: EndedEvent): void {
    if (context === undefined) return;
    this.#context = context;
    this.#contextValues.splice(0, this.#contextValues.length - (this.#contextSets - contextSets));
  }

  #begin(created: CreatedEvent, at: number): void {
    const image = imageOf(this.#trail);
    const differences = definitionDifferences(created.definition, image);
    if (differences.length > 0) {
      throw layer1Error('AUTOTRAIL_DEFINITION_CHANGED', {
        trail: created.trail,
        run: created.run,
        differences: differences.join('; '),
      });
    }
    this.#first = { created, policies: policyDifferences(created.definition, image), at };
  }
}

/**
 * Takes a fresh trail up from its journal. Answers `null` if the journal is empty.
 *
 * @throws AutoTrailError `AUTOTRAIL_DEFINITION_CHANGED`, listing what differs; what reading the journal throws
 */
export async function restoreTrail(trail: Trail, journal: Pick<Journal, 'read'>): Promise<Restored | null> {
  const restoration = new Restoration(trail);
  for await (const record of journal.read()) restoration.fold(record);
  return restoration.restored;
}
