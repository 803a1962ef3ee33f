import type { Trail } from '../../trail/trail.js';
import type { AffectedStep } from '../api-call.js';
import { show } from '../show.js';
import type { CallPlan, PlannedJoin, PlannedPrompt, PlannedSetting, PlannedStep } from './call-plan.js';

/** Something that plans say of steps or prompts, in a list. */
interface Aspect {
  readonly items: (plan: CallPlan) => readonly Item[];
  /** What must be the same for an item to be the same. The first says what it is about. */
  readonly fields: readonly string[];
  /** What an item says, as a sentence without its full stop. */
  readonly tell: (item: never, step: string) => string;
}

/** Names are left out: those in a plan from outside are not to be trusted. */
type Item = { readonly n: number } & { readonly [field: string]: unknown };

const MOVE = ['n', 'state', 'becomes', 'pauseOnFail'] as const;

const ASPECTS: readonly Aspect[] = [
  aspect<PlannedStep>(
    (plan) => plan.affected,
    MOVE,
    (item, step) => `${step} ${moveText(item)}`,
  ),
  aspect<PlannedStep>(
    (plan) => plan.follows.changes,
    MOVE,
    (item, step) => `${step} ${moveText(item)} as a consequence`,
  ),
  aspect<AffectedStep>(
    (plan) => plan.follows.starts,
    ['n'],
    (_, step) => `${step} starts`,
  ),
  aspect<PlannedJoin>(
    (plan) => plan.follows.joins,
    ['n', 'missing', 'becomes'],
    (item, step) => `${step} ${joinText(item)}`,
  ),
  aspect<PlannedPrompt>(
    (plan) => plan.follows.prompts,
    ['id', 'becomes'],
    (item) => `prompt ${show(item.id)} is ${item.becomes}`,
  ),
  aspect<{ readonly n: number } & Record<'name' | 'was' | 'becomes', string>>(
    ({ follows }) => follows.settings.map(settingItem),
    ['name', 'was', 'becomes'],
    ({ name, was, becomes }) => `${name} goes from ${show(was)} to ${show(becomes)}`,
  ),
  aspect<AffectedStep>(
    (plan) => plan.follows.reachable,
    ['n'],
    (_, step) => `${step} becomes reachable`,
  ),
  aspect<AffectedStep>(
    (plan) => plan.follows.unreachable,
    ['n'],
    (_, step) => `${step} can no longer be reached`,
  ),
  aspect<{ readonly n: number }>(
    ({ follows }) => (follows.serverEnds ? [{ n: -1 }] : []),
    ['n'],
    () => 'the server ends',
  ),
];

/**
 * What one plan says otherwise than another, made later, of the same call on the same trail: in words, and empty if nothing is. The
 * steps that the call leaves alone are not compared, nor is the revision.
 */
export function planDifferences(planned: CallPlan, now: CallPlan, trail: Trail): readonly string[] {
  return ASPECTS.flatMap((one) => {
    const were = one.items(planned);
    const are = one.items(now);
    // Mostly nothing is different, and sentences about ten thousand steps take their time.
    const isSame = were.length === are.length && were.every((item, i) => isSameItem(item, are[i] as Item, one));
    return isSame ? [] : differencesIn(were, are, { ...one, trail });
  });
}

function aspect<T extends { readonly n: number }>(
  items: (plan: CallPlan) => readonly T[],
  fields: readonly (keyof T & string)[],
  tell: (item: T, step: string) => string,
): Aspect {
  return { items: items as Aspect['items'], fields, tell };
}

/** It is about no step. */
function settingItem({ what, of, was, becomes }: PlannedSetting) {
  return { n: -1, name: `the ${what} of ${show(of)}`, was: JSON.stringify(was), becomes: JSON.stringify(becomes) };
}

function isSameItem(one: Item, other: Item, { fields }: Aspect): boolean {
  return fields.every((field) => one[field] === other[field]);
}

function differencesIn(were: readonly Item[], are: readonly Item[], one: Aspect & { readonly trail: Trail }): readonly string[] {
  const told = (items: readonly Item[]) => new Map(items.map((item) => [item[one.fields[0] as string], tellItem(item, one)]));
  const planned = told(were);
  const now = told(are);
  const changed = [...planned].flatMap(([key, text]) => {
    const today = now.get(key);
    if (today === text) return [];
    return [today === undefined ? `planned was that ${text}, which is no longer so` : `planned was that ${text}; now ${today}`];
  });
  const added = [...now].filter(([key]) => !planned.has(key)).map(([, text]) => `not planned was that ${text}`);
  return [...changed, ...added];
}

function tellItem(item: Item, { tell, trail }: Aspect & { readonly trail: Trail }): string {
  const { n } = item;
  const step = trail.steps[n];
  return tell(item as never, step === undefined ? `step ${n}` : `step ${n} (${step.name})`);
}

function moveText({ state, becomes, pauseOnFail }: PlannedStep): string {
  const move = state === becomes ? `stays ${state}` : `goes from ${state} to ${becomes}`;
  return pauseOnFail === undefined ? move : `${move} with pause on fail ${pauseOnFail ? 'on' : 'off'}`;
}

function joinText({ missing, becomes }: PlannedJoin): string {
  return `waits for ${becomes} of its parents instead of ${missing}`;
}
