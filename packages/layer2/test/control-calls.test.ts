import type { JsonObject } from '@autotrail/core';
import type { AffectedStep, ControlResult, StepState, StepStatus } from '@autotrail/layer1';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrailClient } from '../src/index.js';
import { affectedIn, DRIVERS, type Driver } from './support/drivers.js';
import { EXHIBITIONS, EXHIBITS, type Exhibition, GATE, open } from './support/every-state.js';
import { hostOfThisFile } from './support/trail-host.js';

/** A line of the table of control calls. */
interface Line {
  readonly call: string;
  readonly affects: readonly StepState[];
  /** Left out: the state stays. */
  readonly becomes?: StepState;
  /** The fields the call needs beside `dry_run`. */
  readonly fields: JsonObject;
}

const UNDECIDED: StepState[] = ['Ready', 'Waiting', 'To Pause', 'Paused', 'Paused due to failure', 'Interrupted'];
const FLAGGED: StepState[] = ['Ready', 'Waiting', 'Interrupted', 'To Pause', 'Paused'];
const tags = EXHIBITS;

const TABLE: readonly Line[] = [
  { call: 'start', affects: ['Ready'], becomes: 'Waiting', fields: {} },
  { call: 'pause', affects: ['Ready', 'Waiting'], becomes: 'To Pause', fields: { tags } },
  { call: 'pause_branch', affects: ['Ready', 'Waiting'], becomes: 'To Pause', fields: { tags } },
  {
    call: 'resume',
    affects: ['To Pause', 'Paused', 'Paused due to failure', 'Interrupted'],
    becomes: 'Waiting',
    fields: { tags },
  },
  {
    call: 'resume_branch',
    affects: ['To Pause', 'Paused', 'Paused due to failure', 'Interrupted'],
    becomes: 'Waiting',
    fields: { tags },
  },
  {
    call: 'next_steps',
    affects: ['To Pause', 'Paused', 'Paused due to failure'],
    becomes: 'Waiting',
    fields: { step_count: 100 },
  },
  { call: 'skip', affects: UNDECIDED, becomes: 'To Skip', fields: { tags } },
  { call: 'unskip', affects: ['To Skip'], becomes: 'Waiting', fields: { tags } },
  { call: 'block', affects: UNDECIDED, becomes: 'To Block', fields: { tags } },
  { call: 'unblock', affects: ['To Block'], becomes: 'Waiting', fields: { tags } },
  { call: 'interrupt', affects: ['Running'], becomes: 'Interrupted', fields: { tags } },
  { call: 'set_pause_on_fail', affects: FLAGGED, fields: { tags } },
  { call: 'unset_pause_on_fail', affects: FLAGGED, fields: { tags } },
  { call: 'send_message_to_steps', affects: ['Running'], fields: { tags, message: { note: 'hello' } } },
];

/** What becomes, in the same turn, of a step that is reached. */
const WHEN_REACHED: Partial<Record<StepState, StepState>> = {
  'To Pause': 'Paused',
  'To Skip': 'Skipped',
  'To Block': 'Blocked',
};

const host = hostOfThisFile();

describe.each(DRIVERS)('by $title', (driver) => {
  describe.each(EXHIBITIONS)('$title', (exhibition) => {
    describe.each(TABLE)('$call', (line) => showLine(line, { driver, exhibition }));
  });
});

interface Setting {
  readonly driver: Driver;
  readonly exhibition: Exhibition;
}

interface Seen {
  readonly revision: number;
  readonly statuses: ReadonlyMap<string, StepStatus>;
}

function showLine(line: Line, { driver, exhibition }: Setting): void {
  let socketFile: string;
  let seen: { readonly before: Seen; readonly afterDryRun: Seen; readonly after: Seen };
  let dry: Awaited<ReturnType<Driver['call']>>;
  let real: Awaited<ReturnType<Driver['call']>>;

  beforeAll(async () => {
    socketFile = await open(exhibition, host);
    const before = await look(socketFile);
    dry = await driver.call(socketFile, line.call, { ...line.fields, dry_run: true });
    const afterDryRun = await look(socketFile);
    real = await driver.call(socketFile, line.call, { ...line.fields, dry_run: false });
    seen = { before, afterDryRun, after: await look(socketFile) };
  });
  afterAll(() => new TrailClient(socketFile).shutdown());

  it('changes nothing in a dry run', () => {
    expect(seen.afterDryRun).toEqual(seen.before);
  });

  it('answers the affected steps in order of n, in a dry run as well', () => {
    const affected: AffectedStep[] = [...seen.before.statuses.values()]
      .filter(({ name, state }) => isMeant(line, name) && line.affects.includes(state))
      .map(({ n, name }) => ({ n, name }));
    expect(affectedIn(real)).toEqual(affected);
    expect(affectedIn(dry)).toEqual(affected);
  });

  if (driver.wire === 2) {
    it('answers the steps it was asked to affect and did not, with their state and the reason', () => {
      const { refused, revision } = real as unknown as ControlResult;
      const expected = [...seen.before.statuses.values()]
        .filter(({ name, state }) => 'tags' in line.fields && isMeant(line, name) && !line.affects.includes(state))
        .map(({ n, name, state }) => ({ n, name, state, reason: expect.stringContaining(line.affects[0] ?? '') }));
      expect(refused).toEqual(expected);
      expect(revision).toBe(seen.before.revision + 1);
    });
  }

  it.each(exhibition.exhibits)(`${line.call} on a step that is $name`, ({ name, isReached }) => {
    const isAffected = line.affects.includes(name);
    const marked = (isAffected ? line.becomes : undefined) ?? name;
    expect(seen.after.statuses.get(name)?.state).toBe(isReached ? settled(marked) : marked);
    if (!isAffected && settled(name) === name) expect(seen.after.statuses.get(name)).toEqual(seen.before.statuses.get(name));
  });

  if (!isMeant(line, GATE)) {
    it('leaves a step alone that it does not name', () => {
      expect(seen.after.statuses.get(GATE)).toEqual(seen.before.statuses.get(GATE));
    });
  }

  function settled(state: StepState): StepState {
    const isStarted = exhibition.isStarted || line.call === 'start';
    return state === 'Waiting' && isStarted ? 'Running' : (WHEN_REACHED[state] ?? state);
  }
}

function isMeant({ fields }: Line, name: string): boolean {
  return !('tags' in fields) || name !== GATE;
}

async function look(socketFile: string): Promise<Seen> {
  await using client = new TrailClient(socketFile);
  const statuses = await client.status();
  const { revision } = await client.ping();
  return { revision, statuses: new Map(statuses.map((status) => [status.name, status])) };
}
