import { AutoTrailError } from '@autotrail/core';
import type { ControlResult } from '@autotrail/layer1';

/** What was asked of the servers of a trail, and what they have promised. */
export class Ledger {
  /** Ids of requests that were sent. */
  readonly sent = new Set<string>();
  /** Ids of requests that were said to have changed something. */
  readonly acknowledged = new Set<string>();
  /** Keys of attempts that were begun. */
  readonly started = new Set<string>();
  /** Codes of the errors that commands were refused with, and how often. */
  readonly refused = new Map<string, number>();
  /** What was found broken. */
  readonly breaches: string[] = [];

  /** Sends a command under an id of its own. Answers whether it was acknowledged. */
  async command(send: (requestId: string) => Promise<ControlResult>, requestId = `r${this.sent.size}`): Promise<boolean> {
    this.sent.add(requestId);
    try {
      const { affected } = await send(requestId);
      if (affected.length > 0) this.acknowledged.add(requestId);
      return true;
    } catch (error) {
      const code = codeOf(error);
      this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
      return false;
    }
  }

  /** Notes the attempts that a server has begun. */
  begun(keys: readonly string[]): void {
    for (const key of keys) {
      if (this.started.has(key)) this.breaches.push(`attempt ${key} was started twice`);
      this.started.add(key);
    }
  }

  /** What has been promised up to now, in plain data. */
  promised(): Promised {
    return { sent: [...this.sent], acknowledged: [...this.acknowledged], started: [...this.started] };
  }
}

/** What servers have promised. */
export interface Promised {
  readonly sent: readonly string[];
  readonly acknowledged: readonly string[];
  readonly started: readonly string[];
}

/** The code of what the server said, or of the error itself. */
export function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (AutoTrailError.is(cause)) return cause.code;
  return AutoTrailError.is(error) ? error.code : String(error);
}
