import type { ProcessRef } from '@autotrail/layer1';
import { goneGroups } from './gone-groups.js';
import { LocalGroup } from './local-group.js';
import { isSameProcess } from './process-info.js';

/** A process group whose first process is nobody's child here: that it is still the same is looked up, whenever it matters. */
export class OrphanGroup extends LocalGroup {
  readonly #leader: Pick<ProcessRef, 'pid' | 'startTime'>;

  constructor(leader: Pick<ProcessRef, 'pid' | 'startTime'>, leaderGone: Promise<unknown>) {
    super(leader.pid, leaderGone);
    this.#leader = leader;
  }

  override isAlive(): boolean {
    return isSameProcess(this.#leader) || goneGroups([this.id]).length === 0;
  }
}
