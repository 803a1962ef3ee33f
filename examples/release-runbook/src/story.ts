/** What a record of a trail is worth telling: who did what to which steps, and what came of it. Pure. */
import type { styleText } from 'node:util';
import { StepState } from 'autotrail';
import type { TrailRecord } from './records-until-over.js';

/** One line of the story. */
export interface StoryLine {
  /** The operator who did something, or `trail` for what came of itself. */
  readonly who: string;
  /** What the operator said, or the state that steps came to. */
  readonly what: string;
  readonly style: Style;
  /** The names of the steps. */
  readonly steps: readonly string[];
  /** Why, where there is more to say. */
  readonly reason?: string | undefined;
}

type Style = Parameters<typeof styleText>[0];

/** The states that are told, in this order, and how they look; the other states are on the way to these. */
const LOOKS: readonly { readonly state: StepState; readonly mark: string; readonly style: Style }[] = [
  { state: StepState.Succeeded, mark: '✔', style: 'green' },
  { state: StepState.Failed, mark: '✖', style: 'red' },
  { state: StepState.PausedOnFail, mark: '✖', style: 'red' },
  { state: StepState.Skipped, mark: '↷', style: 'gray' },
  { state: StepState.Blocked, mark: '■', style: 'magenta' },
  { state: StepState.Interrupted, mark: '■', style: 'magenta' },
  { state: StepState.Paused, mark: '‖', style: 'yellow' },
  { state: StepState.Running, mark: '▶', style: 'blue' },
];

/** The lines of one record; `names` are those of the steps, by their numbers. */
export function storyOf({ event, changes }: TrailRecord, names: readonly string[]): readonly StoryLine[] {
  const namesOf = (steps: readonly number[]): string[] => [...new Set(steps)].map((n) => names[n] ?? `step ${n}`);
  const arrivals = LOOKS.map(({ state, mark, style }): StoryLine => {
    const arrived = changes.filter((change) => change.state === state);
    const reason = arrived.some(({ cause }) => cause === 'condition') ? 'the condition failed' : undefined;
    return { who: 'trail', what: `${mark} ${state}`, style, steps: namesOf(arrived.map(({ n }) => n)), reason };
  });
  const affected = event.type === 'command' ? event.moves.flatMap(({ steps }) => steps) : changes.map(({ n }) => n);
  return [...wordsOf(event, namesOf(affected)), ...arrivals.filter(({ steps }) => steps.length > 0)];
}

/** What an operator said to the trail, or the trail asked the operators. */
function wordsOf(event: TrailRecord['event'], steps: readonly string[]): readonly StoryLine[] {
  switch (event.type) {
    case 'prompt':
      return [{ who: 'trail', what: '? Asks', style: 'yellow', steps }];
    case 'command':
      return [{ ...by(event), what: event.call, steps }];
    case 'reply':
      return [{ ...by(event), what: `reply ${JSON.stringify(event.value)}`, steps }];
    case 'message':
    case 'shutdown':
      return [{ ...by(event), what: event.type, steps }];
    default:
      return [];
  }
}

function by({ actor = 'somebody', reason }: { readonly actor?: string; readonly reason?: string }) {
  return { who: actor, style: 'bold', reason } as const;
}
