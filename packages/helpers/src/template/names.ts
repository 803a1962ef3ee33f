import type { JsonObject } from '@autotrail/core';

/** What the names of a template are looked up in, first in the one and then in the other. In place of it a context stands alone. */
export class Names {
  readonly context: unknown;
  /** What the run was given to go by. */
  readonly params: JsonObject;

  constructor(context: unknown, params: JsonObject) {
    this.context = context;
    this.params = params;
  }

  /** What a template is filled from, as itself or standing alone. */
  static of(source: unknown): Names {
    return source instanceof Names ? source : new Names(source, {});
  }
}
