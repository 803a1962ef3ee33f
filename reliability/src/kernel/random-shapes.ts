import type { Limit, Trail } from '@autotrail/layer1';
import type { Random } from '../support/random.js';
import { type Kind, Shape, type Sketch } from './shape.js';

/** How often steps are of which kind, of fourteen. */
const KINDS: readonly Kind[] = [
  'plain',
  'plain',
  'plain',
  'strict',
  'condition',
  'condition',
  'condition',
  'idempotent',
  'idempotent',
  'idempotent condition',
  'stubborn',
  'choosy condition',
  'hurried',
  'hurried condition',
];
/** Of how many edges one leads on when the first of its steps fails. */
const HANDLED = 5;
/** The limits that trails begin with. */
const LIMITS: readonly (readonly Limit[])[] = [
  ...[[], [], [], []],
  [{ tags: {}, most: 2 }],
  [{ tags: { lane: 'a' }, most: 1 }],
  [
    { tags: {}, most: 3 },
    { tags: { lane: 'b' }, most: 1 },
  ],
];
/** How far before a step its parents stand at most. */
const REACH = 6;

/** A trail of 5 to 200 steps, most often of up to 9: several roots, joins, branches inside branches, conditions and handlers of failures among them. */
export function randomShape(random: Random, disguise?: (trail: Trail) => Trail): Shape {
  return new Shape(randomSketch(random), disguise);
}

function randomSketch(random: Random): Sketch {
  const size = randomSize(random);
  const kinds = Array.from({ length: size }, () => random.pick(KINDS) as Kind);
  const edges: [number, number][] = [];
  const failures: [number, number][] = [];
  for (let to = 1; to < size; to++) {
    const parents = new Set<number>();
    for (let left = random.below(3); left > 0; left--) parents.add(Math.max(0, to - 1 - random.below(REACH)));
    for (const from of parents) (random.below(HANDLED) === 0 ? failures : edges).push([from, to]);
  }
  return { kinds, edges, failures, limits: random.pick(LIMITS) ?? [] };
}

function randomSize(random: Random): number {
  const kind = random.below(100);
  if (kind < 92) return 5 + random.below(5);
  if (kind < 99) return 10 + random.below(31);
  return 41 + random.below(160);
}
