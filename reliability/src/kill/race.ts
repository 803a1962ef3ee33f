import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@autotrail/core';
import type { Random } from '../support/random.js';
import { type RacePlace, Starter, type StarterOutcome } from './starter.js';

/** In what state the owner before is, or who else sleeps meanwhile. */
export const RACE_KINDS = ['dead', 'let go', 'living', 'stopped', 'starter stopped', 'usurped'] as const;

export type RaceKind = (typeof RACE_KINDS)[number];

/** Processes that start at once. */
const STARTERS = 6;
/** The latest moment at which one of them is stopped, in milliseconds. */
const LATEST_STOP_MS = 12;

/** An owner of the trail. */
interface Owner {
  readonly starter: Starter;
  readonly epoch: number;
}

interface Raced {
  readonly starter: Starter;
  readonly outcome: StarterOutcome | null;
}

/** Rounds over one trail. */
export class Race {
  readonly breaches: string[] = [];
  /** The notes that were acknowledged, and those that must not have been. */
  readonly acknowledged: string[] = [];
  readonly unacknowledged: string[] = [];
  refused = 0;
  sleepersRefused = 0;
  journalFile = '';
  readonly #place: RacePlace;
  readonly #random: Random;
  #starters = 0;
  #notes = 0;

  constructor(place: RacePlace, random: Random) {
    this.#place = place;
    this.#random = random;
  }

  async round(kind: RaceKind): Promise<void> {
    const [before] = await this.#race(1, []);
    if (before === undefined) return;
    await this.#acknowledge(before);
    if (kind === 'living' || kind === 'stopped') return this.#raceAgainst(before, kind === 'stopped');
    if (kind === 'usurped') return this.#usurp(before);
    await this.#remove(before, kind === 'let go' ? 'gone' : 'dead');
    if (kind === 'starter stopped') return this.#raceWithSleeper();
    const owners = await this.#race(STARTERS, []);
    await this.#finish(owners, 1);
  }

  /** Nobody gets what somebody has, also if that one does nothing. */
  async #raceAgainst(owner: Owner, isStopped: boolean): Promise<void> {
    if (isStopped) owner.starter.signal('SIGSTOP');
    const owners = await this.#race(STARTERS, [owner.starter.pid]);
    if (isStopped) owner.starter.signal('SIGCONT');
    await this.#acknowledge(owner);
    await this.#finish([owner, ...owners], 1);
  }

  /** One of them sleeps for a while, wherever it is, and finds another world when it wakes. */
  async #raceWithSleeper(): Promise<void> {
    const sleeper = this.#starter();
    await sleeper.load();
    const outcome = sleeper.go();
    const stopped = sleep(this.#random.below(LATEST_STOP_MS)).then(() => sleeper.signal('SIGSTOP'));
    const first = await this.#race(STARTERS - 1, [sleeper.pid]);
    await stopped;
    const [winner] = first;
    if (winner !== undefined) await this.#remove(winner, 'dead');
    const second = await this.#race(1, [sleeper.pid]);
    sleeper.signal('SIGCONT');
    const woken = await this.#judge(
      [{ starter: sleeper, outcome: await outcome }],
      second.map(({ starter }) => starter.pid),
    );
    if (woken.length === 0 && winner !== undefined) this.sleepersRefused += 1;
    await this.#finish([...second, ...woken, ...first.slice(1)], 1);
  }

  /** The owner sleeps, its lock is made to look like that of a dead one, and then it wakes: it must not acknowledge anything. */
  async #usurp(owner: Owner): Promise<void> {
    owner.starter.signal('SIGSTOP');
    this.#noteOf('usurped', owner);
    const lock = this.#newestLock();
    const text = readFileSync(lock, 'utf8');
    writeFileSync(lock, JSON.stringify({ ...JSON.parse(text), startTime: 'another boot:1' }));
    const owners = await this.#race(STARTERS, []);
    writeFileSync(lock, text);
    const answered = this.#noteBy(owner, this.unacknowledged);
    owner.starter.signal('SIGCONT');
    if (await answered) {
      this.breaches.push(`process ${owner.starter.pid} acknowledged a command after it had lost the trail`);
      owner.starter.signal('SIGKILL');
    }
    const code = await owner.starter.exited;
    if (code === 0) this.breaches.push(`process ${owner.starter.pid} lost the trail and ended with code 0`);
    await this.#finish(owners, 1);
  }

  #newestLock(): string {
    const folder = join(this.#place.home, 'autotrail', this.#place.name);
    const numbers = readdirSync(folder).map((name) => Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? 0));
    return join(folder, `lock.${Math.max(...numbers)}`);
  }

  #starter(): Starter {
    this.#starters += 1;
    return new Starter(this.#place, this.#starters);
  }

  /** Has some start at once. Answers those that became owners. @param others - who else may be the one that has the trail */
  async #race(count: number, others: readonly number[]): Promise<readonly Owner[]> {
    const starters = Array.from({ length: count }, () => this.#starter());
    await Promise.all(starters.map((starter) => starter.load()));
    const raced = await Promise.all(starters.map(async (starter) => ({ starter, outcome: await starter.go() })));
    return this.#judge(raced, others);
  }

  /** A loser says who the owner is, and ends with a code that is not 0. */
  async #judge(raced: readonly Raced[], others: readonly number[]): Promise<readonly Owner[]> {
    const owners = raced.flatMap(({ starter, outcome }) =>
      outcome?.type === 'owner' ? [{ starter, epoch: outcome.epoch, journalFile: outcome.journalFile }] : [],
    );
    this.journalFile = owners[0]?.journalFile ?? this.journalFile;
    const possible = [...others, ...owners.map(({ starter }) => starter.pid)];
    for (const { starter, outcome } of raced) {
      if (outcome?.type === 'owner') continue;
      this.refused += 1;
      const code = await starter.end();
      const isNamed = outcome?.code === 'AUTOTRAIL_TRAIL_OWNED' && possible.some((pid) => outcome.message.includes(`${pid}`));
      if (!isNamed) this.breaches.push(`a loser against ${possible} said ${outcome?.message ?? 'nothing'}`);
      if (code !== 1) this.breaches.push(`a loser ended with code ${code}`);
    }
    return owners;
  }

  async #finish(owners: readonly Owner[], wanted: number): Promise<void> {
    if (owners.length !== wanted) this.breaches.push(`${owners.length} of ${STARTERS} starters became the owner`);
    for (const owner of owners) {
      await this.#acknowledge(owner);
      await this.#remove(owner, this.#random.chance(0.5) ? 'gone' : 'dead');
    }
  }

  async #acknowledge(owner: Owner): Promise<void> {
    if (!(await this.#noteBy(owner, this.acknowledged))) this.breaches.push(`owner ${owner.starter.pid} does not answer`);
  }

  /** Gives a note. Answers whether it was acknowledged. */
  async #noteBy({ starter }: Owner, notes: string[]): Promise<boolean> {
    this.#notes += 1;
    const text = `note ${this.#notes}`;
    notes.push(text);
    try {
      await starter.client.note(text);
      return true;
    } catch (error) {
      if (notes === this.acknowledged) this.breaches.push(`${text}: ${messageOf(error)}`);
      return false;
    } finally {
      await starter.client.close();
    }
  }

  async #remove(owner: Owner, how: 'gone' | 'dead'): Promise<void> {
    if (how === 'dead') owner.starter.signal('SIGKILL');
    const code = how === 'dead' ? await owner.starter.exited : await owner.starter.end();
    if (how === 'dead') this.#noteOf('dead', owner);
    else if (code !== 0) this.breaches.push(`owner ${owner.starter.pid} ended with code ${code}`);
  }

  #noteOf(what: 'dead' | 'usurped', { starter, epoch }: Owner): void {
    appendFileSync(this.#place.ledger, `${what} ${epoch} ${starter.pid}\n`);
  }
}
