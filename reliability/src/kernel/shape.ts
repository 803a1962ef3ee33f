import { buildTrail, type Limit, type Step, type StepOptions, step, type Trail } from '@autotrail/layer1';
import type { Memory } from './image.js';

/** Of which errors the steps of {@link KINDS} that are choosy are tried again. */
export const AGAIN = 'E_AGAIN';

/** What steps are tried with. */
export const KINDS = {
  plain: {},
  strict: { pauseOnFail: false },
  condition: { pauseOnFail: false, skipProgenyOnFailure: true },
  idempotent: { idempotent: true, graceMs: 50 },
  'idempotent condition': { pauseOnFail: false, skipProgenyOnFailure: true, idempotent: true },
  stubborn: { retry: { attempts: 2, backoffMs: 5 } },
  'choosy condition': {
    pauseOnFail: false,
    skipProgenyOnFailure: true,
    retry: { attempts: 3, backoffMs: 4, factor: 3, maxBackoffMs: 10, on: [AGAIN] },
  },
  hurried: { timeoutMs: 15 },
  'hurried condition': {
    pauseOnFail: false,
    skipProgenyOnFailure: true,
    timeoutMs: 25,
    idempotent: true,
    retry: { attempts: 2, backoffMs: 8, jitter: 0.5 },
  },
} as const satisfies Readonly<Record<string, StepOptions>>;

/** The name of one of {@link KINDS}. */
export type Kind = keyof typeof KINDS;

/** Ordered pairs of steps, by their places. */
export type Edges = readonly (readonly [number, number])[];

/** A trail on paper: each step's kind, and edges from earlier to later steps by their places. */
export interface Sketch {
  readonly kinds: readonly Kind[];
  readonly edges: Edges;
  /** Edges that lead on when the first of the two fails. @default none */
  readonly failures?: Edges;
  /** How many attempts there may be at a time, to begin with. @default any */
  readonly limits?: readonly Limit[];
}

/** The tag by which some steps are limited, and others not. */
export const LANES = ['a', 'b'] as const;

/** A sketch, built; and what it means, worked out the slow way from the edges alone. By the numbers the trail gave its steps. */
export class Shape {
  readonly sketch: Sketch;
  /** Fresh. Fork it. */
  readonly trail: Trail;
  /** What is to be remembered of a fresh trail. */
  readonly memory: Memory;
  readonly size: number;
  /** By step, those at the other ends of its ordinary incoming edges. */
  readonly parents: readonly (readonly number[])[];
  /** By step, those whose failure it handles. */
  readonly failureParents: readonly (readonly number[])[];
  /** By step, all that comes after it, over all edges. */
  readonly descendants: readonly ReadonlySet<number>[];
  readonly isCondition: readonly boolean[];
  /** Whether somebody handles its failure. */
  readonly isHandled: readonly boolean[];
  readonly options: readonly StepOptions[];
  readonly graceMs: readonly number[];
  readonly lanes: readonly (typeof LANES)[number][];
  /** By step, which others are left out when it is a condition that fails. */
  readonly leftOut: readonly ReadonlySet<number>[];

  constructor(sketch: Sketch, disguise: (trail: Trail) => Trail = (trail) => trail) {
    this.sketch = sketch;
    this.trail = disguise(build(sketch));
    this.size = sketch.kinds.length;
    this.memory = { limits: sketch.limits ?? [], inLineSince: sketch.kinds.map(() => 0) };
    const places = this.trail.steps.map(({ name }) => Number(name));
    const numbers = sketch.kinds.map((_, place) => places.indexOf(place));
    const above = (edges: Edges) =>
      places.map((place) => edges.filter(([, to]) => to === place).map(([from]) => numbers[from] as number));
    this.parents = above(sketch.edges);
    this.failureParents = above(sketch.failures ?? []);
    this.options = places.map((place): StepOptions => KINDS[sketch.kinds[place] as Kind]);
    this.isCondition = this.options.map(({ skipProgenyOnFailure }) => skipProgenyOnFailure === true);
    this.isHandled = places.map((_, n) => this.failureParents.some((failing) => failing.includes(n)));
    this.graceMs = this.options.map(({ graceMs }) => graceMs ?? 10_000);
    this.lanes = places.map((place) => LANES[place % 2] as (typeof LANES)[number]);
    this.descendants = places.map((_, n) => this.#descendantsOf(n));
    this.leftOut = places.map((_, n) => this.#leftOutBy(n));
  }

  #descendantsOf(start: number): ReadonlySet<number> {
    return leastSet(start, this.size, (n, below) =>
      [...(this.parents[n] ?? []), ...(this.failureParents[n] ?? [])].some((parent) => below.has(parent)),
    );
  }

  /** Whatever stands and falls with a step, but for what is done when it fails. */
  #leftOutBy(start: number): ReadonlySet<number> {
    return leastSet(start, this.size, (n, branch) => {
      const failing = this.failureParents[n] as readonly number[];
      const above = [...(this.parents[n] as readonly number[]), ...failing];
      return !failing.includes(start) && above.length > 0 && above.every((parent) => branch.has(parent));
    });
  }
}

/** Every set of edges over so many steps in an order. */
export function everyEdgeSet(size: number): readonly Edges[] {
  const pairs = everyPair(size);
  return Array.from({ length: 2 ** pairs.length }, (_, set) => pairs.filter((__, bit) => ((set >> bit) & 1) === 1));
}

/** Every way to choose for each two of so many steps in an order whether an edge, a failure edge or none leads from one to the other. */
export function everyMixedEdgeSet(size: number): readonly (readonly [edges: Edges, failures: Edges])[] {
  const pairs = everyPair(size);
  return Array.from({ length: 3 ** pairs.length }, (_, set) => {
    const those = (sort: number): Edges => pairs.filter((__, digit) => Math.floor(set / 3 ** digit) % 3 === sort);
    return [those(1), those(2)] as const;
  });
}

/** Every way to choose a kind for each of so many steps. */
export function everyChoice(size: number, kinds: readonly Kind[]): readonly (readonly Kind[])[] {
  if (size === 0) return [[]];
  return everyChoice(size - 1, kinds).flatMap((chosen) => kinds.map((kind) => [...chosen, kind]));
}

function everyPair(size: number): Edges {
  return Array.from({ length: size }, (_, to) => Array.from({ length: to }, (__, from) => [from, to] as const)).flat();
}

function build({ kinds, edges, failures = [], limits = [] }: Sketch): Trail {
  const steps = kinds.map(
    (kind, place): Step => step(() => null, { name: String(place), lane: LANES[place % 2] as string }, KINDS[kind]),
  );
  const pairsOf = (list: Edges) => list.map(([from, to]): [Step, Step] => [steps[from] as Step, steps[to] as Step]);
  return buildTrail([...steps.map((single): [Step] => [single]), ...pairsOf(edges)], { failurePairs: pairsOf(failures), limits });
}

/** The least set that holds `start` and every step that belongs to it; without `start`. */
function leastSet(
  start: number,
  size: number,
  belongs: (n: number, members: ReadonlySet<number>) => boolean,
): ReadonlySet<number> {
  const members = new Set([start]);
  for (let known = 0; known < members.size; ) {
    known = members.size;
    for (let n = 0; n < size; n++) if (!members.has(n) && belongs(n, members)) members.add(n);
  }
  members.delete(start);
  return members;
}
