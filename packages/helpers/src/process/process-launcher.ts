import { messageOf } from '@autotrail/core';
import { helpersError } from '../errors.js';
import type { LaunchedProcess, Launcher, LaunchSpec } from './launcher.js';
import { LauncherLink } from './launcher-link.js';
import { Slots } from './slots.js';

/**
 * Processes that are started at a time. Each brings up to four connections, of which the system keeps no more than 128 for a server
 * that is busy; and starting them is the work of one process anyway.
 */
const MAX_STARTING = 16;

/** Starts processes through a launcher process of its own, which is started when it is first needed and whenever it is gone. */
class ProcessLauncher implements Launcher {
  readonly #slots = new Slots(MAX_STARTING);
  #link: Promise<LauncherLink> | undefined;

  launch(spec: LaunchSpec): Promise<LaunchedProcess> {
    return this.#slots.run(async () => (await this.#linked()).launch(spec));
  }

  #linked(): Promise<LauncherLink> {
    this.#link ??= this.#start();
    return this.#link;
  }

  async #start(): Promise<LauncherLink> {
    try {
      const link = await LauncherLink.start();
      void link.gone.then(() => this.#forget());
      return link;
    } catch (error) {
      this.#forget();
      throw helpersError('AUTOTRAIL_LAUNCHER_NOT_STARTED', { reason: messageOf(error) }, error);
    }
  }

  #forget(): void {
    this.#link = undefined;
  }
}

/** The one launcher of this process. */
export const processLauncher: Launcher = new ProcessLauncher();
