import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@autotrail/core';
import { buildTrail, handleApiCall, type JournalRecord, type Trail, type TrailEvent } from '@autotrail/layer1';
import { TRAILS } from '../victim/trails.js';
import { controlResult, type History, type Operation, roleOf } from './history.js';
import { Timeline } from './timeline.js';

/** What carrying out the claimed order has come to. */
export interface Replayed {
  /** What each step was at each revision, by the replay and not by the server. */
  readonly timeline: Timeline;
  readonly breaches: readonly string[];
}

/**
 * Carries out the records of a history in their order on a fresh trail, and compares: every answer must be the one the trail gives at
 * that place, every record must be of a command that a client made or of the engine, and every command that was answered must have
 * one.
 */
export function replay(history: History): Replayed {
  return new Replay(history).run();
}

/** What happens without anybody's command. */
const OF_THE_ENGINE: readonly string[] = ['prompt', 'ended', 'timer', 'survivors'];

class Replay {
  readonly #history: History;
  readonly #trail: Trail = buildTrail(TRAILS.lively());
  readonly #timeline: Timeline;
  /** Commands that were answered and whose record was not met yet. */
  readonly #commands: Map<string, Operation>;
  readonly #looks: ReadonlyMap<number, readonly Operation[]>;
  readonly #breaches: string[] = [];

  constructor(history: History) {
    this.#history = history;
    this.#timeline = new Timeline(this.#trail.steps.map(({ n }) => this.#trail.record(n)));
    const ofRole = (role: string): readonly Operation[] => history.operations.filter((operation) => roleOf(operation) === role);
    this.#commands = new Map(ofRole('command').map((operation) => [operation.key, operation]));
    this.#looks = byRevision(ofRole('look'));
  }

  run(): Replayed {
    this.#checkLooks(0);
    for (const record of this.#history.records) {
      if (record.revision !== this.#trail.revision + 1) {
        this.#breaches.push(`revision ${record.revision} comes after ${this.#trail.revision}`);
        break;
      }
      this.#carryOut(record);
      for (const n of new Set(record.changes.map((change) => change.n))) {
        this.#timeline.note(record.revision, n, this.#trail.record(n));
      }
      this.#checkLooks(record.revision);
    }
    const lost = [...this.#commands.values()].map((operation) => `acknowledged, and in no record: ${show(operation)}`);
    return { timeline: this.#timeline, breaches: [...this.#breaches, ...lost, ...this.#wrongRepeats()] };
  }

  #carryOut(record: JournalRecord): void {
    const { event, at, changes, revision } = record;
    const key = 'reason' in event ? event.reason : undefined;
    if (key !== undefined) return this.#carryOutCommand(record, key);
    if (!OF_THE_ENGINE.includes(event.type)) this.#breaches.push(`revision ${revision} is of nobody: ${text(event)}`);
    const expected = this.#trail.apply(event as TrailEvent, at).changes;
    if (!isSame(expected, changes))
      this.#breaches.push(`revision ${revision} changed ${text(changes)}, expected ${text(expected)}`);
  }

  #carryOutCommand({ event, at, changes, revision }: JournalRecord, key: string): void {
    const operation = this.#commands.get(key);
    this.#commands.delete(key);
    if (operation === undefined) {
      this.#breaches.push(`revision ${revision} is of no command that a client made, or of one once more: ${text(event)}`);
      this.#trail.apply(event as TrailEvent, at);
      return;
    }
    const source = 'source' in event && event.source !== undefined ? { source: event.source } : {};
    const handled = handleApiCall(requestOf(operation), this.#trail, { at, ...source });
    if (handled.type === 'held back' || !isSame(handled.response.result, operation.result)) {
      this.#breaches.push(`at revision ${revision} the answer is ${text(handled)}, but was: ${show(operation)}`);
    } else if (!isSame(handled.applied[0]?.changes, changes) || !isSame(handled.applied[0]?.event, event)) {
      this.#breaches.push(`revision ${revision} is ${text({ event, changes })}, expected ${text(handled.applied)}`);
    }
  }

  /** What was only looked at must have been so at the revision that the answer names. */
  #checkLooks(revision: number): void {
    for (const operation of this.#looks.get(revision) ?? []) {
      const handled = handleApiCall(requestOf(operation), this.#trail, { at: 0 });
      if (handled.type === 'held back' || !isSame(handled.response.result, operation.result)) {
        this.#breaches.push(`at revision ${revision} a dry run answers ${text(handled)}, but did: ${show(operation)}`);
      }
    }
  }

  #wrongRepeats(): readonly string[] {
    const { operations } = this.#history;
    const originals = new Map(
      operations.filter(({ repeats }) => repeats === undefined).map((operation) => [operation.key, operation]),
    );
    return operations.flatMap((operation) => {
      const original = operation.repeats === undefined ? operation : originals.get(operation.repeats);
      return isSame(original?.result, operation.result) ? [] : [`repeated, and answered otherwise: ${show(operation)}`];
    });
  }
}

function byRevision(looks: readonly Operation[]): ReadonlyMap<number, readonly Operation[]> {
  const found = new Map<number, Operation[]>();
  for (const look of looks) {
    const { revision } = controlResult(look);
    found.set(revision, [...(found.get(revision) ?? []), look]);
  }
  return found;
}

/** An operation for a breach. */
export function show(operation: Operation): string {
  return text(operation);
}

function requestOf({ name, fields }: Operation): JsonObject {
  return { ...fields, name };
}

/** Whether two values are the same on the wire, where a field that is undefined is none. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other) || isDeepStrictEqual(JSON.parse(text(one)), JSON.parse(text(other)));
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
