import { StepState } from '../../src/states.js';
import { trailOf } from './trails.js';
import { World } from './world.js';

//  gate -> x -> after
const GRAPH = [
  ['gate', 'x'],
  ['x', 'after'],
] as const;

/** What has to happen to the trail until step `x` is in a state. Marks can be seen on steps that are not reached only. */
const WAYS: Readonly<Record<StepState, (world: World) => void>> = {
  [StepState.Ready]: () => undefined,
  [StepState.Waiting]: (world) => world.call('start'),
  [StepState.Running]: (world) => reach(world),
  [StepState.Succeeded]: (world) => {
    reach(world);
    world.succeed('x');
  },
  [StepState.Failed]: (world) => {
    world.tell('unset_pause_on_fail', 'x');
    reach(world);
    world.fail('x');
  },
  [StepState.PausedOnFail]: (world) => {
    reach(world);
    world.fail('x');
  },
  [StepState.ToPause]: (world) => mark(world, 'pause'),
  [StepState.Paused]: (world) => {
    mark(world, 'pause');
    world.succeed('gate');
  },
  [StepState.ToSkip]: (world) => mark(world, 'skip'),
  [StepState.Skipped]: (world) => {
    mark(world, 'skip');
    world.succeed('gate');
  },
  [StepState.ToBlock]: (world) => mark(world, 'block'),
  [StepState.Blocked]: (world) => {
    mark(world, 'block');
    world.succeed('gate');
  },
  [StepState.Interrupted]: (world) => {
    reach(world);
    world.tell('interrupt', 'x');
    world.fail('x', 'the interrupted attempt is gone');
  },
};

/** A trail whose step `x` is in a state, with nothing else in that state but what must be. */
export function worldWith(state: StepState): World {
  const world = new World(trailOf(GRAPH));
  WAYS[state](world);
  if (world.state('x') !== state) throw new Error(`x is ${world.state('x')} instead of ${state}.`);
  return world;
}

/** Whether everything before a step in this state is done, in the trails of {@link worldWith}. */
export function isReachedIn(state: StepState): boolean {
  const unreached: readonly StepState[] = [
    StepState.Ready,
    StepState.Waiting,
    StepState.ToPause,
    StepState.ToSkip,
    StepState.ToBlock,
  ];
  return !unreached.includes(state);
}

function reach(world: World): void {
  world.call('start');
  world.succeed('gate');
}

function mark(world: World, call: string): void {
  world.call('start');
  world.tell(call, 'x');
}
