import { appendFileSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '@autotrail/core';
import { inspectJournal, systemDisk } from '@autotrail/layer2';
import { Random } from '../support/random.js';
import { overlapsIn } from './owner-ledger.js';
import { RACE_KINDS, Race, type RaceKind } from './race.js';
import type { RacePlace } from './starter.js';

/** What rounds have come to. */
export interface RacesResult {
  readonly rounds: ReadonlyMap<RaceKind, number>;
  readonly owners: number;
  readonly refused: number;
  /** Starters that were stopped before they had the trail, and found that somebody else had it when they woke. */
  readonly sleepersRefused: number;
  readonly acknowledged: number;
  readonly breaches: readonly string[];
}

/** Rounds in which many processes want one trail, one kind after the other. */
export async function runRaces({ rounds, seed }: { readonly rounds: number; readonly seed: number }): Promise<RacesResult> {
  const home = await mkdtemp(join(tmpdir(), 'autotrail-races-'));
  const place: RacePlace = { home, name: 'race', ledger: join(home, 'owners') };
  appendFileSync(place.ledger, '');
  const race = new Race(place, new Random(seed));
  const counts = new Map<RaceKind, number>();
  for (let round = 0; round < rounds && race.breaches.length === 0; round++) {
    const kind = RACE_KINDS[round % RACE_KINDS.length] as RaceKind;
    await race.round(kind);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const ledger = readFileSync(place.ledger, 'utf8');
  const breaches = [...race.breaches, ...overlapsIn(ledger), ...(await checkJournal(race))];
  if (breaches.length === 0) await rm(home, { recursive: true, force: true });
  const owners = ledger.split('\n').filter((line) => line.startsWith('own ')).length;
  const { refused, sleepersRefused } = race;
  return { rounds: counts, owners, refused, sleepersRefused, acknowledged: race.acknowledged.length, breaches };
}

/** The journal was written by one owner after the other, and has every note that was acknowledged. */
async function checkJournal({ journalFile, acknowledged, unacknowledged }: Race): Promise<readonly string[]> {
  const breaches: string[] = [];
  const notes = new Set<string>();
  try {
    await inspectJournal(systemDisk, journalFile, ({ event }) => {
      if (event.type === 'note') notes.add(event.text);
    });
  } catch (error) {
    breaches.push(`two have written at a time: ${messageOf(error)}`);
  }
  for (const text of acknowledged) if (!notes.has(text)) breaches.push(`${text} was acknowledged, and is not in the journal`);
  for (const text of unacknowledged) if (notes.has(text)) breaches.push(`${text} came from one that had lost the trail`);
  return breaches;
}
