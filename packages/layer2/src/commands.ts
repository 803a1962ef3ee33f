import type { JsonObject } from '@autotrail/core';
import type { ControlResult } from '@autotrail/layer1';
import type { CommandOptions, HoldOptions, Selector } from './client-types.js';
import type { ServerLink } from './server-link.js';

/** Gives a server commands: calls that act unless they are told only to look. */
export class Commands {
  readonly #link: ServerLink;

  constructor(link: ServerLink) {
    this.#link = link;
  }

  /** A command. */
  give<T = ControlResult>(
    name: string,
    fields: JsonObject,
    { dryRun = false, actor = null, reason = null, requestId }: Nullable<CommandOptions> = {},
  ): Promise<T> {
    const identified = requestId === undefined || requestId === null ? {} : { request_id: requestId };
    return this.#link.call(name, { ...fields, ...identified, dry_run: dryRun, actor, reason });
  }

  /** A command about steps. */
  control(name: string, selector: Selector = {}, options?: CommandOptions): Promise<ControlResult> {
    return this.give(name, { tags: selector }, options);
  }

  /** A command that holds steps. */
  hold(name: string, selector: Selector = {}, { until, ...options }: HoldOptions = {}): Promise<ControlResult> {
    const time = until instanceof Date ? until.getTime() : until;
    return this.give(name, { tags: selector, ...(time !== undefined && { until: time }) }, options);
  }
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };
