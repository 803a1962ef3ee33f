import { StepState, type Trail, type TrailEvent } from '@autotrail/layer1';
import { command } from './alphabet.js';
import { promise } from './breach.js';
import { ended } from './random-events.js';
import { LIMITED } from './slots.js';
import { isDone, isIgnored } from './specification.js';
import type { World } from './world.js';

/** Everything that lets a trail come to its end. @throws Breach if it does not */
export function* drainEvents(trail: Trail, world: World): Generator<TrailEvent, void, void> {
  if (!trail.isShuttingDown) {
    for (const tags of LIMITED) yield { type: 'limit', tags, most: null };
    for (const row of ['start', 'unskip', 'unblock', 'resume']) yield command(row, numbers(trail));
    // A lost step may have been put back to Ready.
    yield command('start', numbers(trail));
  }
  for (let event = nextEnd(world); event !== null; event = nextEnd(world)) {
    yield event;
    if (!trail.isShuttingDown) yield command('resume', numbers(trail));
  }
  if (trail.isShuttingDown) return promise(5, trail.isShutDown, () => 'it never comes to be shut down');
  promise(5, trail.isFinished, () => `it never comes to its end: ${openSteps(trail)}`);
}

/** What ends next: an attempt, or, when none is left, a wait. */
function nextEnd(world: World): TrailEvent | null {
  const [attempt] = world.alive;
  if (attempt !== undefined) return ended(attempt, true);
  const place = world.alarms.findIndex(({ timer }) => timer.kind === 'grace' || timer.kind === 'wait');
  const [alarm] = place < 0 ? [] : world.alarms.splice(place, 1);
  return alarm === undefined ? null : { type: 'timer', timer: alarm.timer };
}

function numbers(trail: Trail): readonly number[] {
  return trail.steps.map(({ n }) => n);
}

function openSteps(trail: Trail): string {
  const open = trail.steps.filter(({ n }) => {
    const { state } = trail.record(n);
    return !isDone(state) && !isIgnored(state) && state !== StepState.Ready;
  });
  return open.map(({ n }) => `${n} is ${trail.record(n).state} (${trail.record(n).cause})`).join(', ');
}
