import type { Timer, TimerEffect } from '../../src/trail/effects.js';
import type { World } from './world.js';

/** The timers of a kind that a trail has ever set for a step, oldest first. */
export function timersOf(world: World, kind: Timer['kind'], name: string): readonly TimerEffect[] {
  const effects = world.log.flatMap((applied) => applied.effects);
  const timers = effects.filter((effect) => effect.type === 'timer');
  return timers.filter(({ timer }) => timer.kind === kind && timer.n === world.n(name));
}

/** The newest of them runs out, when it is time. */
export function runOut(world: World, kind: Timer['kind'], name: string): void {
  const newest = timersOf(world, kind, name).at(-1);
  if (newest === undefined) throw new Error(`There is no timer ${kind} of ${name}.`);
  world.now = Math.max(world.now, newest.at);
  world.happen({ type: 'timer', timer: newest.timer });
}
