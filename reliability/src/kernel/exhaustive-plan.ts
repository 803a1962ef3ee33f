import type { Limit } from '@autotrail/layer1';
import type { Scope } from './alphabet.js';
import { everyChoice, everyEdgeSet, everyMixedEdgeSet, KINDS, type Kind, type Sketch } from './shape.js';

/** One exploration. */
export interface Exploring {
  readonly sketch: Sketch;
  readonly scope: Scope;
}

/** A family of explorations: every DAG of so many steps, with every choice of kinds for them. */
interface Family {
  readonly size: number;
  readonly choices: readonly (readonly Kind[])[];
  readonly scope: Partial<Scope>;
  /** Whether edges may be failure edges as well: those DAGs are explored that have one at least. */
  readonly hasFailures?: true;
  /** How many attempts there may be at a time, to begin with. */
  readonly limits?: readonly Limit[];
}

const CONTROL: Scope = {
  attempts: 2,
  prompts: false,
  flags: false,
  decisions: false,
  holds: false,
  limits: [],
  losses: 'none',
  transforms: false,
  survivors: false,
  isExact: false,
};
const ALL_KINDS = Object.keys(KINDS) as Kind[];
const OLD_KINDS: readonly Kind[] = ['plain', 'strict', 'condition', 'idempotent', 'idempotent condition'];
/** Which kind the last of three steps is of matters least: nothing comes after it. */
const LAST_PLAIN = everyChoice(2, ['plain', 'condition']).map((kinds): readonly Kind[] => [...kinds, 'plain']);
const ONE_AT_A_TIME: readonly Limit[] = [{ tags: {}, most: 1 }];

/** What runs with every change. What multiplies states is tried where it matters, not all of it at once with three steps. */
const SHORT: readonly Family[] = [
  {
    size: 1,
    choices: everyChoice(1, OLD_KINDS),
    scope: { prompts: true, flags: true, losses: 'every', transforms: true, survivors: true, isExact: true },
  },
  { size: 1, choices: everyChoice(1, ALL_KINDS), scope: { prompts: 'every', losses: 'every' } },
  { size: 1, choices: everyChoice(1, ALL_KINDS), scope: { decisions: true, holds: true, limits: [0, null], losses: 'every' } },
  { size: 2, choices: everyChoice(2, ['plain', 'idempotent condition']), scope: { losses: 'every', transforms: true } },
  { size: 2, choices: everyChoice(2, ['plain', 'condition']), scope: { flags: true } },
  { size: 2, choices: everyChoice(2, ['plain', 'condition']), scope: { decisions: true, holds: true } },
  {
    size: 2,
    choices: everyChoice(2, ['plain', 'condition']),
    scope: { decisions: true, losses: 'uniform', transforms: true, attempts: 1 },
    hasFailures: true,
  },
  { size: 2, choices: [['stubborn', 'hurried']], scope: { limits: [1, null], losses: 'uniform' } },
  { size: 2, choices: [same(2, 'plain')], scope: { attempts: 1, prompts: true } },
  { size: 3, choices: LAST_PLAIN, scope: { attempts: 1 } },
  { size: 3, choices: [same(3, 'plain'), ['condition', 'plain', 'plain']], scope: { attempts: 1 }, hasFailures: true },
  { size: 3, choices: [same(3, 'idempotent')], scope: { attempts: 1 }, limits: ONE_AT_A_TIME },
];

/** What takes hours: more of everything, and four steps. */
const LONG: readonly Family[] = [
  ...SHORT,
  { size: 2, choices: everyChoice(2, ALL_KINDS), scope: { flags: true, losses: 'every', transforms: true } },
  { size: 2, choices: everyChoice(2, ALL_KINDS), scope: { decisions: true, holds: true }, hasFailures: true },
  { size: 2, choices: everyChoice(2, ['plain', 'condition']), scope: { prompts: 'every', losses: 'uniform' } },
  { size: 2, choices: [same(2, 'plain')], scope: { attempts: 1, prompts: 'every', decisions: true } },
  { size: 3, choices: [same(3, 'idempotent')], scope: { attempts: 1, losses: 'uniform' }, limits: ONE_AT_A_TIME },
  { size: 3, choices: everyChoice(3, ['plain', 'condition']), scope: { attempts: 1 } },
  { size: 3, choices: everyChoice(3, ['plain', 'condition', 'idempotent']), scope: { losses: 'uniform' } },
  { size: 3, choices: [same(3, 'condition')], scope: { attempts: 1, flags: true } },
  { size: 3, choices: everyChoice(3, ['plain', 'condition']), scope: { attempts: 1, decisions: true } },
  { size: 3, choices: everyChoice(3, ['plain', 'condition']), scope: { attempts: 1, decisions: true }, hasFailures: true },
  { size: 2, choices: everyChoice(2, ['stubborn', 'hurried condition']), scope: { holds: true, limits: [0, 1, null] } },
  { size: 3, choices: [same(3, 'plain')], scope: { attempts: 1, limits: [0, 1, null] } },
  { size: 4, choices: everyChoice(4, ['plain', 'condition']), scope: { attempts: 1 } },
  { size: 4, choices: [same(4, 'plain'), same(4, 'condition')], scope: { attempts: 1 }, hasFailures: true },
];

/** The explorations of a run. @param steps - of families with more steps nothing is explored */
export function explorations(isLong: boolean, steps = Number.POSITIVE_INFINITY): readonly Exploring[] {
  const families = (isLong ? LONG : SHORT).filter(({ size }) => size <= steps);
  return families.flatMap(({ scope, choices, ...family }) =>
    graphsOf(family).flatMap((graph) =>
      choices.map((kinds) => ({ sketch: { kinds, ...graph }, scope: { ...CONTROL, ...scope } })),
    ),
  );
}

/** All of a sketch but its kinds. */
function graphsOf({
  size,
  hasFailures,
  limits,
}: Pick<Family, 'size' | 'hasFailures' | 'limits'>): readonly Omit<Sketch, 'kinds'>[] {
  const begun = limits === undefined ? {} : { limits };
  if (hasFailures === undefined) return everyEdgeSet(size).map((edges) => ({ edges, ...begun }));
  return everyMixedEdgeSet(size)
    .filter(([, failures]) => failures.length > 0)
    .map(([edges, failures]) => ({ edges, failures, ...begun }));
}

function same(size: number, kind: Kind): readonly Kind[] {
  return Array.from({ length: size }, () => kind);
}
