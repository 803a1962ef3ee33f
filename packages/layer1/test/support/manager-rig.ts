import { AutoTrailError, type JsonObject, type JsonValue } from '@autotrail/core';
import { onTestFinished, vi } from 'vitest';
import type { ApiError, ApiResponse } from '../../src/api/api-call.js';
import { type TrailManager, trailManager } from '../../src/manager/trail-manager.js';
import type { TrailManagerParts } from '../../src/manager/trail-manager-parts.js';
import { ManualClock } from '../../src/ports/clock.js';
import type { Peer } from '../../src/ports/transport.js';
import type { Trail } from '../../src/trail/trail.js';
import { HandExecutor, HandJournal, HandPeer } from './manager-ports.js';

/** A manager of which everything around it is the test's. */
export interface Rig {
  readonly trail: Trail;
  readonly manager: TrailManager;
  readonly journal: HandJournal;
  readonly executor: HandExecutor;
  readonly clock: ManualClock;
  readonly peer: HandPeer;
  /** Makes a call. */
  readonly ask: (name: string, fields?: JsonObject, peer?: Peer) => Promise<ApiResponse>;
}

/**
 * A manager with a journal and an executor moved by hand. Pass parts to put others in their places. Its slices never end, so that what
 * has arrived is one turn on every machine. It is started, unless it is given transports: a test opens those itself.
 */
export function rigFor(trail: Trail, parts: Partial<TrailManagerParts> = {}): Rig {
  if (!vi.isMockFunction(performance.now)) useTime(() => 1);
  const journal = new HandJournal();
  const executor = new HandExecutor();
  const clock = new ManualClock(1_000);
  const peer = new HandPeer();
  const manager = trailManager(trail, { journal, executor, clock, ...parts });
  if (parts.transports === undefined) void manager.start();
  const ask: Rig['ask'] = (name, fields = {}, from = peer) =>
    manager.handle({ wire: 2, message: { ...fields, name }, peer: from });
  return { trail, manager, journal, executor, clock, peer, ask };
}

/** Goes round the event loop: whatever can happen without help from outside has happened then. */
export async function quiet(): Promise<void> {
  for (let round = 0; round < 20; round++) await new Promise((resolve) => setImmediate(resolve));
}

/** Makes every append durable as it comes, until nothing more comes. */
export async function settleAll({ journal }: Rig): Promise<void> {
  for (let settled = 0; ; ) {
    await quiet();
    if (settled === journal.appends.length) return;
    while (settled < journal.appends.length) journal.appends[settled++]?.settle();
  }
}

/** Notes when a promise is settled, without waiting for it. */
export function watch<T>(promise: Promise<T>): { value?: T; error?: unknown; isSettled: boolean } {
  const watched: { value?: T; error?: unknown; isSettled: boolean } = { isSettled: false };
  promise.then(
    (value) => Object.assign(watched, { value, isSettled: true }),
    (error: unknown) => Object.assign(watched, { error, isSettled: true }),
  );
  return watched;
}

/** Lets time run so fast that a slice is over as soon as it has begun: one request, one event and one effect a turn. */
export function useSlicesOfOne(): void {
  let now = 1;
  useTime(() => {
    now += 10;
    return now;
  });
}

function useTime(now: () => number): void {
  const spy = vi.spyOn(performance, 'now').mockImplementation(now);
  onTestFinished(() => spy.mockRestore());
}

/** The code of the error that something is rejected with. */
export async function codeOf(rejected: Promise<unknown>): Promise<string | undefined> {
  const error = await rejected.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return AutoTrailError.is(error) ? error.code : undefined;
}

/** The result of a call that went well. */
export function resultOf<T extends JsonValue>({ result, error }: ApiResponse): T {
  if (error !== null) throw new Error(`${error.code}: ${error.message}`);
  return result as T;
}

/** The error of a call that was refused. */
export function errorOf({ error }: ApiResponse): ApiError {
  if (error === null) throw new Error('The call was not refused.');
  return error;
}
