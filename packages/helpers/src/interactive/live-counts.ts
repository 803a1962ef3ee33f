import type { PushedEvent, StepStatus } from '@autotrail/layer1';
import { StepState } from '@autotrail/layer1';

/** States in which a step waits for an operator. */
const HELD: readonly StepState[] = [StepState.Paused, StepState.PausedOnFail, StepState.Interrupted];

/** How many steps run, are held and ask something: for the text of the prompt. */
export class LiveCounts {
  readonly #states = new Map<number, StepState>();
  readonly #asking = new Set<number>();

  /** How things are now. */
  reset(statuses: readonly Pick<StepStatus, 'n' | 'state' | 'prompts'>[]): void {
    for (const { n, state, prompts } of statuses) this.#note(n, state, prompts.length > 0);
  }

  /** What happened since. */
  apply(event: PushedEvent): void {
    if ('gap' in event) return;
    for (const { n, state, prompts } of event.changes) {
      this.#note(
        n,
        state,
        prompts?.some(({ status }) => status === 'open'),
      );
    }
  }

  /** Such as ` (2 running, 1 asking)`; empty where there is nothing to tell. */
  text(): string {
    const states = [...this.#states.values()];
    const counts = [
      [states.filter((state) => state === StepState.Running).length, 'running'],
      [states.filter((state) => HELD.includes(state)).length, 'held'],
      [this.#asking.size, 'asking'],
    ] as const;
    const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
    return told.length === 0 ? '' : ` (${told.join(', ')})`;
  }

  #note(n: number, state: StepState | undefined, isAsking: boolean | undefined): void {
    if (state !== undefined) this.#states.set(n, state);
    if (isAsking === true) this.#asking.add(n);
    if (isAsking === false) this.#asking.delete(n);
  }
}
