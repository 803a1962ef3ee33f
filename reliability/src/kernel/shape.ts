import { buildTrail, type Step, type StepOptions, step, type Trail } from '@autotrail/layer1';

/** What steps are tried with. */
export const KINDS = {
  plain: {},
  strict: { pauseOnFail: false },
  condition: { pauseOnFail: false, skipProgenyOnFailure: true },
  idempotent: { idempotent: true, graceMs: 50 },
  'idempotent condition': { pauseOnFail: false, skipProgenyOnFailure: true, idempotent: true },
} as const satisfies Readonly<Record<string, StepOptions>>;

/** The name of one of {@link KINDS}. */
export type Kind = keyof typeof KINDS;

/** A trail on paper: each step's kind, and edges from earlier to later steps by their places. */
export interface Sketch {
  readonly kinds: readonly Kind[];
  readonly edges: readonly (readonly [number, number])[];
}

/** A sketch, built; and what it means, worked out the slow way from the edges alone. By the numbers the trail gave its steps. */
export class Shape {
  readonly sketch: Sketch;
  /** Fresh. Fork it. */
  readonly trail: Trail;
  readonly size: number;
  readonly parents: readonly (readonly number[])[];
  readonly isCondition: readonly boolean[];
  readonly isIdempotent: readonly boolean[];
  readonly graceMs: readonly number[];
  /** By step, which others stand or fall with it. */
  readonly branches: readonly ReadonlySet<number>[];

  constructor(sketch: Sketch, disguise: (trail: Trail) => Trail = (trail) => trail) {
    this.sketch = sketch;
    this.trail = disguise(build(sketch));
    this.size = sketch.kinds.length;
    const places = this.trail.steps.map(({ name }) => Number(name));
    const numbers = sketch.kinds.map((_, place) => places.indexOf(place));
    const options = places.map((place): StepOptions => KINDS[sketch.kinds[place] as Kind]);
    this.parents = places.map((place) => sketch.edges.filter(([, to]) => to === place).map(([from]) => numbers[from] as number));
    this.isCondition = options.map(({ skipProgenyOnFailure }) => skipProgenyOnFailure === true);
    this.isIdempotent = options.map(({ idempotent }) => idempotent === true);
    this.graceMs = options.map(({ graceMs }) => graceMs ?? 10_000);
    this.branches = places.map((_, n) => branchOf(n, this.parents));
  }
}

/** Every set of edges over so many steps in an order. */
export function everyEdgeSet(size: number): readonly Sketch['edges'][] {
  const pairs = Array.from({ length: size }, (_, to) => Array.from({ length: to }, (__, from) => [from, to] as const)).flat();
  return Array.from({ length: 2 ** pairs.length }, (_, set) => pairs.filter((__, bit) => ((set >> bit) & 1) === 1));
}

/** Every way to choose a kind for each of so many steps. */
export function everyChoice(size: number, kinds: readonly Kind[]): readonly (readonly Kind[])[] {
  if (size === 0) return [[]];
  return everyChoice(size - 1, kinds).flatMap((chosen) => kinds.map((kind) => [...chosen, kind]));
}

function build({ kinds, edges }: Sketch): Trail {
  const steps = kinds.map((kind, place): Step => step(() => null, { name: String(place) }, KINDS[kind]));
  const pairs = edges.map(([from, to]): [Step, Step] => [steps[from] as Step, steps[to] as Step]);
  return buildTrail([...steps.map((single): [Step] => [single]), ...pairs]);
}

/** The least set that holds every step with parents, all of which are the step itself or in the set; without the step. */
function branchOf(start: number, parents: readonly (readonly number[])[]): ReadonlySet<number> {
  const branch = new Set([start]);
  for (let size = 0; size < branch.size; ) {
    size = branch.size;
    parents.forEach((above, n) => {
      if (above.length > 0 && above.every((parent) => branch.has(parent))) branch.add(n);
    });
  }
  branch.delete(start);
  return branch;
}
