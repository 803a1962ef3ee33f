import { isDeepStrictEqual } from 'node:util';
import { Random } from '../support/random.js';
import { Victim, type VictimReport } from '../victim/victim.js';
import { checkAnswers } from './check-answers.js';
import { exchange } from './exchange.js';
import { HOSTILE_KINDS, type HostileKind, hostileExchange } from './hostile-exchanges.js';
import { type Percentiles, percentiles } from './percentiles.js';
import { PoliteClient } from './polite-client.js';
import { type Snapshot, snapshotOf } from './snapshot.js';
import { bringToRest } from './still-trail.js';

/** How a server is flooded. */
export interface FuzzOptions {
  readonly seed: number;
  /** Hostile requests to send. */
  readonly requests: number;
  /** Further options of the victim's Node.js. @default none */
  readonly nodeOptions?: readonly string[];
}

/** What a flood has come to. */
export interface FuzzResult {
  readonly requests: number;
  readonly connections: number;
  readonly byKind: ReadonlyMap<HostileKind, number>;
  /** What the victim took, before and after, when it had thrown away all that it does not need; `null` if it has ended. */
  readonly before: VictimReport | null;
  readonly after: VictimReport | null;
  /** How long a polite client waited meanwhile. */
  readonly polite: Percentiles;
  readonly breaches: readonly string[];
}

/** Memory that a flood may cost for good, in bytes. */
const MAX_GROWTH = 64 * 1024 * 1024;
/** Hostile clients at a time. */
const CLIENTS = 24;
/** Requests that come before the memory is measured, as a share of all: code is compiled, and the heap takes its working size. */
const WARM_UP_SHARE = 0.1;
/** How often the trail is compared with what it was. */
const CHECKPOINTS = 10;
/** More would only repeat the first ones. */
const MOST_BREACHES = 10;

/** Sends a server everything that no client should, and checks that it lives, answers, and keeps its trail as it was. */
export async function fuzz({ seed, requests, nodeOptions = [] }: FuzzOptions): Promise<FuzzResult> {
  await using victim = await Victim.start('still', nodeOptions);
  await bringToRest(victim.socketFile);
  const still = await snapshotOf(victim.socketFile);
  const warmUp = new Flood(victim, seed);
  await warmUp.send(Math.ceil(requests * WARM_UP_SHARE));
  await warmUp.compare(still);
  const before = await victim.report().catch(() => null);
  const flood = new Flood(victim, seed + 1, warmUp.breaches);
  const politeClient = new PoliteClient(victim.socketFile);
  for (let checkpoint = 1; checkpoint <= CHECKPOINTS && !flood.isOver; checkpoint += 1) {
    await flood.send(Math.ceil(requests / CHECKPOINTS));
    await flood.compare(still);
  }
  const polite = await politeClient.stop().catch((error: unknown) => flood.note(`the polite client: ${String(error)}`));
  const after = await victim.reportAtRest(before?.descriptors ?? Number.POSITIVE_INFINITY).catch(() => null);
  const { byKind, connections, breaches } = flood;
  return {
    requests: flood.requests,
    connections,
    byKind,
    before,
    after,
    polite: polite ?? percentiles([]),
    breaches: [...(after === null ? [await endOf(victim)] : costs(before, after)), ...breaches],
  };
}

/** Why a victim says nothing any more. */
async function endOf({ ended }: Victim): Promise<string> {
  return `the server has ended: ${JSON.stringify(await ended)}`;
}

function costs(before: VictimReport | null, after: VictimReport): readonly string[] {
  if (before === null) return [];
  const growth = after.rss - before.rss;
  return [
    ...(growth > MAX_GROWTH ? [`the server holds ${growth} bytes more than before`] : []),
    ...(after.descriptors > before.descriptors ? [`${before.descriptors} descriptors have become ${after.descriptors}`] : []),
    ...after.changedPrototypes.map((name) => `${name} is not what it was`),
  ];
}

/** Hostile clients at work. */
class Flood {
  readonly breaches: string[];
  readonly byKind = new Map<HostileKind, number>(HOSTILE_KINDS.map((kind) => [kind, 0]));
  requests = 0;
  connections = 0;
  readonly #victim: Victim;
  readonly #seed: number;
  #wanted = 0;

  constructor(victim: Victim, seed: number, breaches: readonly string[] = []) {
    this.#victim = victim;
    this.#seed = seed;
    this.breaches = [...breaches];
  }

  get isOver(): boolean {
    return this.#victim.end !== null || this.breaches.length >= MOST_BREACHES;
  }

  /** Sends so many requests more. */
  async send(requests: number): Promise<void> {
    this.#wanted += requests;
    await Promise.all(Array.from({ length: CLIENTS }, () => this.#client()));
  }

  /** Compares the trail with what it was. */
  async compare(before: Snapshot): Promise<void> {
    const now = await snapshotOf(this.#victim.socketFile).catch((error: unknown) => this.note(String(error)));
    for (const part of ['revision', 'status', 'tags', 'history'] as const) {
      if (now === undefined || isDeepStrictEqual(before[part], now[part])) continue;
      this.note(`the trail's ${part} was ${JSON.stringify(before[part])} and is ${JSON.stringify(now[part])}`);
    }
  }

  note(breach: string): void {
    this.breaches.push(breach);
  }

  async #client(): Promise<void> {
    while (this.requests < this.#wanted && !this.isOver) {
      // Each connection has a sequence of its own: whichever client draws it, it is the same.
      const stream = this.connections;
      this.connections += 1;
      const { exchange: planned, kinds } = hostileExchange(new Random(this.#seed, stream));
      this.requests += kinds.length;
      for (const kind of kinds) this.byKind.set(kind, (this.byKind.get(kind) ?? 0) + 1);
      try {
        const found = checkAnswers(planned, await exchange(this.#victim.socketFile, planned));
        this.breaches.push(...found.map((breach) => `connection ${stream}: ${breach}`));
      } catch (error) {
        this.breaches.push(`connection ${stream} (${[...new Set(kinds)].join(', ')}): ${String(error)}`);
      }
    }
  }
}
