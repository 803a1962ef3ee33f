import type { JsonValue } from '@autotrail/core';
import { type Applied, imageOf, JOURNAL_FORMAT, type JournalRecord, type Trail, type TrailEvent } from '@autotrail/layer1';
import { FileJournal, systemDisk } from '@autotrail/layer2';
import { idleEvents } from '../kernel/alphabet.js';
import { drainEvents } from '../kernel/drain.js';
import { randomEvent } from '../kernel/random-events.js';
import { takeUp } from '../kernel/take-up.js';
import { World } from '../kernel/world.js';
import type { Random } from '../support/random.js';
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
  /** The file of its journal. */
  readonly file: string;
}

/** Whatever can happen to a trail, noted in a real journal by one server after the other. */
export class GoldenSession {
  readonly #parts: SessionParts;
  readonly #world = new World();
  readonly #answered: NonNullable<JournalRecord['answered']>[] = [];
  #journal: FileJournal | undefined;
  #context: JsonValue | undefined;
  /** What is not durable yet. */
  #pending: Applied[] = [];

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Writes the journal. Answers the hash of the state that is live before its last record, which is one too many. */
  async write(): Promise<string> {
    const { trail, run, random } = this.#parts;
    await this.#open(1);
    const definition = imageOf(trail);
    const event = { type: 'created' as const, format: JOURNAL_FORMAT, trail: 'golden', run, definition };
    await this.#journal?.append([{ revision: 0, epoch: 1, at: BEGIN, event, changes: [] }]);
    for (let left = FEWEST + random.below(SPREAD); left > 0; left--) await this.#next();
    if (random.chance(0.2)) await this.#drain();
    await this.#keep();
    const state = stateHash(trail, this.#memory());
    this.#happen({ type: 'note', text: 'one too many', steps: [] });
    await this.#keep();
    await this.#journal?.close();
    return state;
  }

  async #open(epoch: number): Promise<void> {
    this.#journal = await FileJournal.open({ disk: systemDisk, file: this.#parts.file, epoch });
  }

  async #next(): Promise<void> {
    const { random, trail } = this.#parts;
    if (random.chance(0.08)) return this.#changeServer();
    const idle = random.chance(0.2) ? random.pick(idleEvents(trail)) : undefined;
    this.#happen(idle ?? randomEvent({ random, trail, world: this.#world }));
    // Several records may become durable at once.
    if (random.chance(0.7)) await this.#keep();
  }

  #happen(event: TrailEvent): void {
    const { trail, random } = this.#parts;
    const worded = withWords(event, random);
    const applied = trail.apply(worded, this.#timeOf(trail.revision + 1));
    const requestId = `request-${applied.revision}`;
    const isAnswered = 'actor' in worded && random.chance(0.6);
    const answered = { requestId, digest: worded.type, result: { revision: applied.revision, affected: [] } };
    this.#pending.push(isAnswered ? { ...applied, answered } : applied);
    if (worded.type === 'ended') this.#world.end(worded);
  }

  /** What has happened is durable: now it is carried out. */
  async #keep(): Promise<void> {
    const kept = this.#pending.splice(0);
    const epoch = this.#journal?.epoch ?? 0;
    await this.#journal?.append(kept.map(({ effects: _, ...record }) => ({ ...record, epoch })));
    for (const applied of kept) {
      this.#world.carryOut(applied);
      if (applied.answered !== undefined) this.#answered.push(applied.answered);
      if (applied.event.type === 'ended') this.#context = applied.event.context ?? this.#context;
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
    const { run, trail } = this.#parts;
    const context = this.#context;
    return {
      run,
      createdAt: BEGIN,
      lastAt: this.#timeOf(trail.revision),
      answered: this.#answered,
      ...(context !== undefined && { context }),
    };
  }

  #timeOf(revision: number): number {
    return BEGIN + revision * BETWEEN_MS;
  }
}
