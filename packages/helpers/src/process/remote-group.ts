import { LocalGroup } from './local-group.js';

/** The group of a process that a launcher has started. The launcher sends the signals: it must know which groups are being ended. */
export class RemoteGroup extends LocalGroup {
  readonly #tellLauncher: (signal: NodeJS.Signals) => boolean;
  #lastTold: NodeJS.Signals | undefined;

  /** `tellLauncher` answers whether there still is a launcher. */
  constructor(id: number, leaderGone: Promise<unknown>, tellLauncher: (signal: NodeJS.Signals) => boolean) {
    super(id, leaderGone);
    this.#tellLauncher = tellLauncher;
  }

  override signal(signal: NodeJS.Signals): void {
    this.#lastTold = signal;
    if (!this.#tellLauncher(signal)) super.signal(signal);
  }

  /** The launcher is gone: what it was told last it may not have done. */
  repeat(): void {
    if (this.#lastTold !== undefined) super.signal(this.#lastTold);
  }
}
