import { describeValue, type JsonObject } from '@autotrail/core';
import type { ContextAccess, ContextMode } from '../api/context-access.js';
import { layer1Error } from '../errors.js';
import { ContextKeeper, restoredContext } from '../memory/context-keeper.js';
import { imageOf } from '../memory/image-of.js';
import { type Restored, restoreTrail } from '../memory/restoration.js';
import { checkTransformation, transformedSteps } from '../memory/state-transformation.js';
import type { TrailMemory } from '../memory/trail-memory.js';
import { NO_PARAMS } from '../params/run-params.js';
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
  /** The same, as far as calls may touch it. */
  readonly access: ContextAccess;
  /** What the run was given to go by. */
  readonly params: JsonObject;
  readonly answered: readonly AnsweredRequest[];
  /** What is to be done first. */
  readonly effects: readonly Effect[];
}

/**
 * Takes a trail up from its journal, or notes there what it is.
 *
 * @throws AutoTrailError `AUTOTRAIL_DEFINITION_CHANGED`, `AUTOTRAIL_BAD_PARAMS`, `AUTOTRAIL_PARAMS_CHANGED`
 */
export async function openTrail(trail: Trail, parts: OpeningParts): Promise<Opening> {
  const { memory, clock, name = 'trail', stateTransformation = {}, attemptFolder } = parts;
  checkTransformation(stateTransformation);
  const restored = await restoredFor(trail, parts);
  const run = restored?.created.run ?? parts.run ?? '';
  const params = paramsFor(restored, parts);
  const context = contextFor(restored, parts);
  const access = accessTo(context, parts.contextAccess);
  const runner = parts.work.prepare({ trail, clock, memory, context, params, key: `${name}/${run}`, attemptFolder });
  const opening = { run, context, access, params, answered: restored?.answered ?? [] };
  if (restored !== null) return { ...opening, effects: await takeUp(trail, restored, { ...parts, runner }) };
  const given = Object.keys(params).length === 0 ? {} : { params };
  await memory.create(
    { type: 'created', format: JOURNAL_FORMAT, trail: name, run, definition: imageOf(trail), ...given },
    clock.now(),
  );
  return { ...opening, effects: [] };
}

function paramsFor(restored: Restored | null, { params = NO_PARAMS }: OpeningParts): JsonObject {
  return restored === null ? params.fresh() : params.resumed(restored.created);
}

function contextFor(restored: Restored | null, { context: given, contextCodec }: OpeningParts): ContextKeeper {
  return new ContextKeeper(restoredContext(restored ?? {}, given, contextCodec), contextCodec, restored?.contextSets);
}

function accessTo(context: ContextKeeper, mode: ContextMode = 'none'): ContextAccess {
  if (MODES.includes(mode)) return { mode, read: () => context.read() };
  const expected = "'none', 'get' or 'set'";
  throw layer1Error('AUTOTRAIL_BAD_OPTION', { option: 'contextAccess', owner: 'a trail', expected, found: describeValue(mode) });
}

const MODES: readonly ContextMode[] = ['none', 'get', 'set'];

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
    policies: restored.policies,
  };
  const applied = trail.apply(event, clock.now());
  await memory.append(memory.recordsOf([applied]));
  for (const attempt of trail.attemptsWithRemains) await runner.lookAfter(attempt);
  return applied.effects;
}
