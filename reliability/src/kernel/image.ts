import type { Limit, StepRecord, Trail } from '@autotrail/layer1';

/** What follows from all that happened to a trail, and is in none of its records. */
export interface Memory {
  /** How many attempts there may be at a time. */
  readonly limits: readonly Limit[];
  /** By step, the revision at which it began to wait for a slot, if it waits for one. */
  readonly inLineSince: readonly number[];
}

const NOTHING: Memory = { limits: [], inLineSince: [] };

/** What was the case in a trail at one moment. */
export class Image {
  readonly records: StepRecord[] = [];
  isStarted = false;
  isShuttingDown = false;
  revision = 0;
  memory = NOTHING;

  load(trail: Trail, memory: Memory = NOTHING): this {
    const { size } = trail.dag;
    for (let n = 0; n < size; n++) this.records[n] = trail.record(n);
    this.isStarted = trail.isStarted;
    this.isShuttingDown = trail.isShuttingDown;
    this.revision = trail.revision;
    this.memory = memory;
    return this;
  }

  /** What is not as it was, in words; `null` if all is. */
  differenceTo(trail: Trail): string | null {
    for (let n = 0; n < this.records.length; n++) {
      const before = this.records[n] as StepRecord;
      const now = trail.record(n);
      if (!sameRecord(before, now)) return `step ${n} was ${JSON.stringify(before)} and is ${JSON.stringify(now)}`;
    }
    if (this.isStarted !== trail.isStarted) return 'whether it was started is not the same';
    if (this.isShuttingDown !== trail.isShuttingDown) return 'whether it is shutting down is not the same';
    return this.revision === trail.revision ? null : `the revision was ${this.revision} and is ${trail.revision}`;
  }
}

/** Whether two records say the same. Most often they are the very same one. */
function sameRecord(one: StepRecord, other: StepRecord): boolean {
  if (one === other) return true;
  return (
    one.state === other.state &&
    one.cause === other.cause &&
    one.since === other.since &&
    one.until === other.until &&
    one.attempt === other.attempt &&
    one.tries === other.tries &&
    one.ending === other.ending &&
    one.abandoned === other.abandoned &&
    one.pauseOnFail === other.pauseOnFail &&
    sameJson(one.by, other.by) &&
    sameJson(one.attempts, other.attempts) &&
    sameJson(one.returnValue, other.returnValue) &&
    sameJson(one.survivors, other.survivors) &&
    sameJson(one.prompts, other.prompts) &&
    sameJson(one.inputMessages, other.inputMessages)
  );
}

function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other) && one.length === 0 && other.length === 0) return true;
  return JSON.stringify(one) === JSON.stringify(other);
}
