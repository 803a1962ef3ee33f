import type { JsonObject } from '@autotrail/core';
import {
  type Applied,
  type CreatedEvent,
  imageOf,
  JOURNAL_FORMAT,
  type JournalRecord,
  type Trail,
  type TrailEvent,
} from '@autotrail/layer1';
import { FileJournal, systemDisk } from '@autotrail/layer2';
import { idleEvents } from '../kernel/alphabet.js';
import { drainEvents } from '../kernel/drain.js';
import { randomEvent } from '../kernel/random-events.js';
import { takeUp } from '../kernel/take-up.js';
import { World } from '../kernel/world.js';
import type { Random } from '../support/random.js';
import { GoldenContext, randomValue } from './golden-context.js';
import { type GoldenMemory, stateHash } from './golden-state.js';
import { withWords } from './golden-words.js';

/** Events of a session, without those that drain it. */
const FEWEST = 6;
const SPREAD = 14;
/** When the first record of every journal was noted, and the time between two. */
const BEGIN = Date.UTC(2026, 0, 31, 10, 15);
const BETWEEN_MS = 7;

/** What a session is made of. */
export interface SessionParts {
  readonly trail: Trail;
  /** The id of its run. */
  readonly run: string;
  readonly random: Random;
  /** What the run was given to go by, if anything. */
  readonly params: JsonObject | undefined;
  /** The file of its journal. */
  readonly file: string;
}

/** Whatever can happen to a trail, noted in a real journal by one server after the other. */
export class GoldenSession {
  readonly #parts: SessionParts;
  readonly #world = new World();
  readonly #answered: NonNullable<JournalRecord['answered']>[] = [];
  #journal: FileJournal | undefined;
  readonly #context = new GoldenContext();
  /** What is not durable yet. */
  #pending: Applied[] = [];

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Writes the journal. Answers the hash of the state that is live before its last record, which is one too many. */
  async write(): Promise<string> {
    const { trail, random } = this.#parts;
    await this.#open(1);
    await this.#journal?.append([{ revision: 0, epoch: 1, at: BEGIN, event: this.#created(), changes: [] }]);
    for (let left = FEWEST + random.below(SPREAD); left > 0; left--) await this.#next();
    if (random.chance(0.2)) await this.#drain();
    await this.#keep();
    const state = stateHash(trail, this.#memory());
    this.#happen({ type: 'note', text: 'one too many', steps: [] });
    await this.#keep();
    await this.#journal?.close();
    return state;
  }

  #created(): CreatedEvent {
    const { trail, run, params } = this.#parts;
    const given = params === undefined ? {} : { params };
    return { type: 'created', format: JOURNAL_FORMAT, trail: 'golden', run, definition: imageOf(trail), ...given };
  }

  async #open(epoch: number): Promise<void> {
    this.#journal = await FileJournal.open({ disk: systemDisk, file: this.#parts.file, epoch });
  }

  async #next(): Promise<void> {
    const { random, trail } = this.#parts;
    if (random.chance(0.08)) return this.#changeServer();
    this.#happen(this.#randomEvent(random, trail));
    // Several records may become durable at once.
    if (random.chance(0.7)) await this.#keep();
  }

  #randomEvent(random: Random, trail: Trail): TrailEvent {
    if (random.chance(0.06)) return randomValue(random);
    return random.chance(0.2) ? randomIdle(random, trail) : randomEvent({ random, trail, world: this.#world });
  }

  #happen(event: TrailEvent): void {
    const { trail, random } = this.#parts;
    const worded = this.#placed(withWords(event, random));
    const applied = trail.apply(worded, this.#timeOf(trail.revision + 1));
    const requestId = `request-${applied.revision}`;
    const isAnswered = 'actor' in worded && random.chance(0.6);
    const answered = { requestId, digest: worded.type, result: { revision: applied.revision, affected: [] } };
    const error = random.chance(0.1) ? { error: { code: 'AUTOTRAIL_INTERNAL', message: worded.type } } : {};
    this.#pending.push(isAnswered ? { ...applied, answered: { ...answered, ...error } } : applied);
    if (worded.type === 'ended') this.#world.end(worded);
  }

  /** An event that says where it stands in time, and what of the context it knew: only what was durable. */
  #placed(event: TrailEvent): TrailEvent {
    if (event.type === 'command' && event.until !== undefined) return { ...event, until: this.#timeOf(event.until) };
    const { sets: contextSets } = this.#context;
    return event.type === 'ended' && event.context !== undefined && contextSets > 0 ? { ...event, contextSets } : event;
  }

  /** What has happened is durable: now it is carried out. */
  async #keep(): Promise<void> {
    const kept = this.#pending.splice(0);
    const epoch = this.#journal?.epoch ?? 0;
    await this.#journal?.append(kept.map(({ effects: _, ...record }) => ({ ...record, epoch })));
    for (const applied of kept) {
      this.#world.carryOut(applied);
      if (applied.answered !== undefined) this.#answered.push(applied.answered);
      if (applied.event.type === 'ended' || applied.event.type === 'context') this.#context.take(applied.event);
    }
  }

  /** The server is lost, and the next one takes the trail up. */
  async #changeServer(): Promise<void> {
    const { random, trail } = this.#parts;
    await this.#keep();
    await this.#journal?.close();
    await this.#open((this.#journal?.epoch ?? 0) + 1 + random.below(2));
    this.#happen(takeUp({ random, trail, world: this.#world }));
    await this.#keep();
  }

  async #drain(): Promise<void> {
    await this.#keep();
    for (const event of drainEvents(this.#parts.trail, this.#world)) {
      this.#happen(event);
      await this.#keep();
    }
  }

  #memory(): GoldenMemory {
    const { run, params, trail } = this.#parts;
    const lastAt = this.#timeOf(trail.revision);
    return { run, params, createdAt: BEGIN, lastAt, answered: this.#answered, ...this.#context.remembered };
  }

  #timeOf(revision: number): number {
    return BEGIN + revision * BETWEEN_MS;
  }
}

/** Of every sort, about a step in every state, as often as of every other one: of most there is one for every step. */
function randomIdle(random: Random, trail: Trail): TrailEvent {
  const sorts = new Map<string, TrailEvent[]>();
  for (const event of idleEvents(trail)) {
    const sort = `${event.type === 'timer' ? event.timer.kind : event.type} ${stateMet(event, trail)}`;
    sorts.set(sort, [...(sorts.get(sort) ?? []), event]);
  }
  return random.pick(random.pick([...sorts.values()]) ?? []) as TrailEvent;
}

/** The state of the one step that an event is about, if it is about one. */
function stateMet(event: TrailEvent, trail: Trail): string {
  const { n } = event.type === 'timer' ? event.timer : 'n' in event ? event : { n: null };
  const met = event.type === 'reply' ? Number.parseInt(event.promptId, 10) : n;
  return met === null ? '' : trail.record(met).state;
}
