import { describeValue, isPlainObject } from './describe-value.js';
import { coreError } from './errors.js';

const BRAND = Symbol.for('autotrail.step');

/** The value of a tag. Tags are compared strictly: `1` is not `'1'`. */
export type TagValue = string | number | boolean;

/** Free keys with scalar values, by which operators choose steps. `name` is the step's name; `n` is given by the trail. */
export type Tags = { readonly [key: string]: TagValue };

/**
 * One vertex of a runbook: an action plus tags. A definition, not a run: it never changes, so one step may stand in many trails, and
 * one trail may be run many times.
 *
 * core does not say what an action is; the engine above does. It must be a function or an object, and has a name: the tag `name`
 * where it is given, else the name of the function or the object's `name`.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_STEP` for an action, tags or options of the wrong kind, or where no name is to be had.
 * @example
 * const backup = new Step(async () => dump('app'), { name: 'backup', phase: 'before' });
 */
export class Step<TAction = unknown, TTags extends Tags = Tags, TOptions extends object = object> {
  /** What the step does. */
  readonly action: TAction;
  /** The author's tags, and `name`. */
  readonly tags: Readonly<TTags> & { readonly name: string };
  /** What the author asked of the engine for this step. */
  readonly options: Readonly<TOptions>;

  constructor(action: TAction, tags?: TTags, options?: TOptions) {
    checkAction(action);
    checkPlain('tags', tags);
    checkPlain('options', options);
    // The copy is checked, not what was given: a getter may answer differently the second time.
    const ownTags = { ...tags };
    checkTags(ownTags);
    this.action = action;
    // No tags means no tags: the type says so at the call, where it is inferred.
    this.tags = Object.freeze({ ...(ownTags as TTags), name: nameOfStep(action, ownTags) });
    this.options = Object.freeze({ ...(options as TOptions) });
    Object.defineProperty(this, BRAND, { value: true });
    Object.freeze(this);
  }

  /** The step's name, for people. Names may repeat; the trail's `n` tells equal names apart. */
  get name(): string {
    return this.tags.name;
  }

  /** The name. */
  toString(): string {
    return this.name;
  }

  /** Whether a value is a Step, of this copy of the package or of another. */
  static is(value: unknown): value is Step {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/**
 * `new Step(...)` as a function, for those who like it shorter.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_STEP`, as {@link Step} does.
 * @example
 * const deploy = step(release, { phase: 'deploy' });
 */
export function step<TAction, TTags extends Tags = Tags, TOptions extends object = object>(
  action: TAction,
  tags?: TTags,
  options?: TOptions,
): Step<TAction, TTags, TOptions> {
  return new Step(action, tags, options);
}

function checkAction(action: unknown): void {
  if (typeof action === 'function' || (typeof action === 'object' && action !== null)) return;
  throw badStep('an action to be a function or an object', action);
}

function checkPlain(what: 'tags' | 'options', value: unknown): void {
  if (value !== undefined && !isPlainObject(value)) throw badStep(`${what} to be a plain object`, value);
}

function checkTags(tags: Tags): void {
  for (const [key, value] of Object.entries(tags)) {
    if (key === 'n') throw badStep('no tag `n`, which is given by the trail', value);
    if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) continue;
    throw badStep(`tag \`${key}\` to be a string, a finite number or a boolean`, value);
  }
}

function nameOfStep(action: unknown, tags: Tags): string {
  const isTagged = Object.hasOwn(tags, 'name');
  const name: unknown = isTagged ? tags.name : (action as { readonly name?: unknown }).name;
  if (typeof name === 'string' && name !== '') return name;
  if (isTagged) throw badStep('tag `name` to be a string that is not empty', name);
  throw badStep('a name: a named function, an object with `name`, or the tag `name`', name);
}

function badStep(what: string, value: unknown): Error {
  return coreError('AUTOTRAIL_BAD_STEP', { what, found: describeValue(value) });
}
