import { type JournalRecord, StepState, type TrailDescription } from '@autotrail/layer1';
import type { Rehearsal, RehearsedStep, RehearsedWait, TimelineEntry } from './rehearsal.js';
import type { RehearsalStage } from './rehearsal-stage.js';

const FIELDS = ['n', 'name', 'state', 'cause', 'attempt', 'returnValue', 'provenance', 'outputMessages', 'prompts'] as const;

/** States in which a step may end well: whether a failure counts is what the engine says. */
const GOOD: readonly StepState[] = [StepState.Succeeded, StepState.Skipped, StepState.Failed];

/** Tells how a rehearsal went, which is over; `done` is what the person did of what they were to do. */
export async function reportOn<TContext>(
  { client, journal, startAt, elapsedMs, notRun }: RehearsalStage<TContext>,
  { isFinished, waitsFor }: TrailDescription,
  done: Pick<Rehearsal, 'deeds' | 'unusedAnswers'>,
): Promise<Rehearsal> {
  const steps = await client.status({}, { fields: FIELDS });
  const prompts = new Map(steps.flatMap((step) => step.prompts.map(({ id, message }) => [id, message] as const)));
  const waits = waitsFor.map(({ since, ...wait }): RehearsedWait => {
    const prompt = prompts.get(wait.promptId ?? '');
    return { ...wait, since: since === null ? 0 : Date.parse(since) - startAt, ...(prompt !== undefined && { prompt }) };
  });
  // A finished trail answers at once.
  const isFailed = isFinished && (await client.wait({ until: 'failed' })).outcome === 'failed';
  return {
    outcome: isFinished ? 'finished' : 'waiting',
    isGood: isFinished && !isFailed && steps.every(({ state }) => GOOD.includes(state)),
    timeline: timelineOf(journal.records, { startAt, nameOf: (n) => steps[n]?.name ?? '' }),
    states: steps.map(({ outputMessages, prompts: _, ...step }): RehearsedStep => ({ ...step, output: outputMessages })),
    waitsFor: waits,
    notRun: steps.filter(({ n }) => notRun.has(n)).map(({ n, name }) => ({ n, name })),
    ...done,
    endedAt: elapsedMs,
  };
}

interface TimelineParts {
  readonly startAt: number;
  readonly nameOf: (n: number) => string;
}

/** The states that steps have come to by what happened, as a journal has it. Those that one event led through are no news. */
function timelineOf(records: readonly JournalRecord[], { startAt, nameOf }: TimelineParts): readonly TimelineEntry[] {
  const last = new Map<number, TimelineEntry>();
  return records.flatMap(({ at, changes }) => {
    const entered = new Map<number, TimelineEntry>();
    for (const { n, state, cause, attempt } of changes) {
      const before = last.get(n) ?? { n, name: nameOf(n), attempt: 0, state: StepState.Ready, cause: null };
      const after = {
        ...{ at: at - startAt, n, name: before.name },
        ...{
          attempt: attempt ?? before.attempt,
          state: state ?? before.state,
          cause: cause === undefined ? before.cause : cause,
        },
      };
      last.set(n, after);
      if (state !== undefined || cause !== undefined) entered.set(n, after);
    }
    return [...entered.values()];
  });
}
