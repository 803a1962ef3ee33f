import { messageOf } from '@autotrail/core';
import { endGroup } from './end-group.js';
import type { InterruptDelays } from './interrupt-delays.js';
import type { LaunchCommand, LauncherCommand, LauncherReport, SignalCommand } from './launcher-messages.js';
import { LocalGroup } from './local-group.js';
import { introduce, openStream } from './open-stream.js';
import { type StartedChild, startChild } from './start-child.js';
import { startTimeOf } from './start-time.js';

/** A group that this launcher answers for. */
interface OwnedGroup {
  readonly group: LocalGroup;
  readonly delays: Required<InterruptDelays>;
  /** Whether it must not outlive the server: its command is under way and may not, or it is being ended. */
  mustEnd: boolean;
  isBeingEnded: boolean;
}

/** Does what a server asks of its launcher. */
export class LauncherHost {
  readonly #socketFile: string;
  readonly #report: (report: LauncherReport) => void;
  readonly #isServed: () => boolean;
  readonly #owned = new Map<number, OwnedGroup>();
  #isClosed = false;

  /** @param isServed - whether the server is there: that may be known before it is heard */
  constructor(socketFile: string, report: (report: LauncherReport) => void, isServed: () => boolean) {
    this.#socketFile = socketFile;
    this.#report = report;
    this.#isServed = isServed;
  }

  handle(command: LauncherCommand): void {
    if (command.type === 'launch') void this.#launch(command);
    else this.#signal(command);
  }

  /**
   * Starts nothing more, and ends every group whose command is under way, unless that is to outlive the server. What a finished command
   * has left behind is let go.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    const under = [...this.#owned.values()].filter(({ mustEnd }) => mustEnd);
    await Promise.all(under.map(({ group, delays }) => endGroup(group, delays)));
  }

  async #launch(command: LaunchCommand): Promise<void> {
    const { id, spec, tokens } = command;
    const streams = tokens.map(() => openStream(this.#socketFile));
    try {
      await Promise.all(streams.map((stream, i) => introduce(stream, tokens[i] as string)));
      // The next server may have looked for what this one had started: what starts after that, nobody would know of.
      if (this.#isClosed || !this.#isServed()) return;
      this.#own(command, await startChild(spec, streams));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      this.#report({ type: 'refused', id, reason: { message: messageOf(error), ...(code !== undefined && { code }) } });
    } finally {
      // Closing this copy leaves the child's open.
      for (const stream of streams) stream.destroy();
    }
  }

  #own({ id, spec }: LaunchCommand, { pid, exited }: StartedChild): void {
    const owned = {
      group: new LocalGroup(pid, exited),
      delays: spec.interruptDelays,
      mustEnd: !spec.outlivesServer,
      isBeingEnded: false,
    };
    this.#owned.set(id, owned);
    this.#report({ type: 'started', id, pid, startTime: startTimeOf(pid) });
    void exited.then((exit) => {
      owned.mustEnd = owned.isBeingEnded;
      if (!owned.group.isAlive()) this.#owned.delete(id);
      this.#report({ type: 'exited', id, exit });
    });
  }

  #signal({ id, signal }: SignalCommand): void {
    const owned = this.#owned.get(id);
    owned?.group.signal(signal);
    if (owned === undefined || owned.isBeingEnded) return;
    owned.isBeingEnded = true;
    owned.mustEnd = true;
    void owned.group.gone().then(() => this.#owned.delete(id));
  }
}
