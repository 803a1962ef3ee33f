import { goneGroups } from './gone-groups.js';
import { groupWatch } from './group-watch.js';
import type { LaunchedGroup } from './launcher.js';
import { signalGroup } from './signal-group.js';

/** A process group of which this process hears when its first process ends. */
export class LocalGroup implements LaunchedGroup {
  readonly id: number;
  readonly #leaderExited: Promise<void>;
  #hasLeader = true;
  #gone: Promise<void> | undefined;

  constructor(id: number, exited: Promise<unknown>) {
    this.id = id;
    this.#leaderExited = exited.then(() => {
      this.#hasLeader = false;
    });
  }

  signal(signal: NodeJS.Signals): void {
    // Once a group is gone its number may be given to a stranger.
    if (this.isAlive()) signalGroup(this.id, signal);
  }

  isAlive(): boolean {
    return this.#hasLeader || goneGroups([this.id]).length === 0;
  }

  gone(): Promise<void> {
    this.#gone ??= this.#leaderExited.then(() => groupWatch.untilGone(this.id));
    return this.#gone;
  }
}
