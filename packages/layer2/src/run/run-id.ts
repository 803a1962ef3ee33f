import { layer2Error } from '../errors.js';

const RUN_ID = /^\d{8}T\d{6}Z-[0-9a-z]{4}$/;

/** How many there are of four random characters. */
const RANDOM_PARTS = 36 ** 4;

/**
 * The id of a new run: when it began, to the second in UTC, and four random characters. Ids sort by that time.
 *
 * @param now - the time, in milliseconds since the epoch; before the year 10000
 * @param random - a number from 0 up to 1, without 1
 * @example newRunId(Date.UTC(2026, 0, 31, 10, 15), Math.random()) // '20260131T101500Z-k3x9'
 */
export function newRunId(now: number, random: number): string {
  const time = new Date(now).toISOString().replace(/\.\d+|[-:]/g, '');
  const part = Math.floor(random * RANDOM_PARTS).toString(36);
  return `${time}-${part.padStart(4, '0')}`;
}

/** Whether a text is the id of a run. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text) && Number.isFinite(startOf(text));
}

/** When a run began, in milliseconds since the epoch. @throws AutoTrailError `AUTOTRAIL_BAD_RUN_ID` */
export function runStart(run: string): number {
  return startOf(checkRunId(run));
}

/** A run's id, checked. @throws AutoTrailError `AUTOTRAIL_BAD_RUN_ID` */
export function checkRunId(run: string): string {
  if (!isRunId(run)) throw layer2Error('AUTOTRAIL_BAD_RUN_ID', { run });
  return run;
}

function startOf(run: string): number {
  return Date.parse(run.slice(0, 16).replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)/, '$1-$2-$3:$4:'));
}
