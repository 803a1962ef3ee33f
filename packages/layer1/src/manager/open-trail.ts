import { ContextKeeper, restoredContext } from '../memory/context-keeper.js';
import { policyDifferences } from '../memory/differences.js';
import { imageOf } from '../memory/image-of.js';
import { type Restored, restoreTrail } from '../memory/restoration.js';
import { checkTransformation, transformedSteps } from '../memory/state-transformation.js';
import type { TrailMemory } from '../memory/trail-memory.js';
import type { Clock } from '../ports/clock.js';
import { type AnsweredRequest, JOURNAL_FORMAT } from '../ports/journal.js';
import type { Effect } from '../trail/effects.js';
import type { ResumedEvent } from '../trail/events.js';
import type { Trail } from '../trail/trail.js';
import type { EffectRunner } from './effect-runner.js';
import type { TrailManagerParts } from './trail-manager-parts.js';
import type { Work } from './work.js';

/** What a trail is opened with. */
export interface OpeningParts extends TrailManagerParts {
  readonly memory: TrailMemory;
  readonly clock: Clock;
  readonly work: Work;
}

/** A trail that is open: as its journal remembers it, or at its beginning. */
export interface Opening {
  readonly run: string;
  readonly context: ContextKeeper;
  readonly answered: readonly AnsweredRequest[];
  /** What is to be done first. */
  readonly effects: readonly Effect[];
}

/** Takes a trail up from its journal, or notes there what it is. @throws AutoTrailError `AUTOTRAIL_DEFINITION_CHANGED` */
export async function openTrail(trail: Trail, parts: OpeningParts): Promise<Opening> {
  const { memory, clock, name = 'trail', stateTransformation = {}, attemptFolder } = parts;
  checkTransformation(stateTransformation);
  const restored = await restoredFor(trail, parts);
  const run = restored?.created.run ?? parts.run ?? '';
  const context = new ContextKeeper(restoredContext(restored?.context, parts.context, parts.contextCodec), parts.contextCodec);
  const runner = parts.work.prepare({ trail, clock, memory, context, key: `${name}/${run}`, attemptFolder });
  const opening = { run, context, answered: restored?.answered ?? [] };
  if (restored !== null) return { ...opening, effects: await takeUp(trail, restored, { ...parts, runner }) };
  await memory.create({ type: 'created', format: JOURNAL_FORMAT, trail: name, run, definition: imageOf(trail) }, clock.now());
  return { ...opening, effects: [] };
}

async function restoredFor(trail: Trail, { restored, memory }: OpeningParts): Promise<Restored | null> {
  if (restored !== undefined || !memory.isKept) return restored ?? null;
  // A start that failed after it had read the journal is tried again.
  trail.reset();
  return restoreTrail(trail, memory);
}

/** Finds out what is left of what was under way, notes it, and answers what is to be done about it. */
async function takeUp(
  trail: Trail,
  restored: Restored,
  parts: OpeningParts & { readonly runner: EffectRunner },
): Promise<readonly Effect[]> {
  const { memory, clock, runner, stateTransformation = {} } = parts;
  const attempts = await Promise.all(trail.attemptsUnderWay.map((attempt) => runner.recover(attempt)));
  const kept = attempts.filter(({ fate }) => fate === 'kept');
  await memory.restoreOutput(trail, kept);
  const event: ResumedEvent = {
    type: 'resumed',
    attempts,
    transformed: transformedSteps(trail, stateTransformation, kept),
    policies: policyDifferences(restored.created.definition, imageOf(trail)),
  };
  const applied = trail.apply(event, clock.now());
  await memory.append(memory.recordsOf([applied]));
  for (const attempt of trail.attemptsWithRemains) await runner.lookAfter(attempt);
  return applied.effects;
}
