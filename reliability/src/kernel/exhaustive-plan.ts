import type { Scope } from './alphabet.js';
import { everyChoice, everyEdgeSet, KINDS, type Kind, type Sketch } from './shape.js';

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
}

const CONTROL: Scope = {
  attempts: 2,
  prompts: false,
  flags: false,
  losses: 'none',
  transforms: false,
  survivors: false,
  isExact: false,
};
const ALL_KINDS = Object.keys(KINDS) as Kind[];

/** What runs with every change. What multiplies states is tried where it matters, not all of it at once with three steps. */
const SHORT: readonly Family[] = [
  {
    size: 1,
    choices: everyChoice(1, ALL_KINDS),
    scope: { prompts: true, flags: true, losses: 'every', transforms: true, survivors: true, isExact: true },
  },
  { size: 2, choices: everyChoice(2, ['plain', 'idempotent condition']), scope: { losses: 'every', transforms: true } },
  { size: 2, choices: everyChoice(2, ['plain', 'condition']), scope: { flags: true } },
  { size: 2, choices: [same(2, 'plain')], scope: { attempts: 1, prompts: true, losses: 'uniform' } },
  { size: 3, choices: everyChoice(3, ['plain', 'condition']), scope: { attempts: 1 } },
  { size: 3, choices: [same(3, 'plain')], scope: {} },
  { size: 3, choices: [same(3, 'idempotent condition')], scope: { attempts: 1, losses: 'uniform' } },
];

/** What takes hours: more of everything, and four steps. */
const LONG: readonly Family[] = [
  ...SHORT,
  { size: 2, choices: everyChoice(2, ALL_KINDS), scope: { flags: true, losses: 'every', transforms: true } },
  { size: 2, choices: everyChoice(2, ['plain', 'condition']), scope: { prompts: true } },
  { size: 3, choices: everyChoice(3, ['plain', 'condition', 'idempotent']), scope: { losses: 'uniform' } },
  { size: 3, choices: [same(3, 'condition')], scope: { attempts: 1, flags: true } },
  { size: 4, choices: everyChoice(4, ['plain', 'condition']), scope: { attempts: 1 } },
];

/** The explorations of a run. @param steps - of families with more steps nothing is explored */
export function explorations(isLong: boolean, steps = Number.POSITIVE_INFINITY): readonly Exploring[] {
  const families = (isLong ? LONG : SHORT).filter(({ size }) => size <= steps);
  return families.flatMap(({ size, choices, scope }) =>
    everyEdgeSet(size).flatMap((edges) =>
      choices.map((kinds) => ({ sketch: { kinds, edges }, scope: { ...CONTROL, ...scope } })),
    ),
  );
}

function same(size: number, kind: Kind): readonly Kind[] {
  return Array.from({ length: size }, () => kind);
}
