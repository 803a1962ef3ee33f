import { Graph, layout } from '@dagrejs/dagre';
import type { Edge } from './trail-graph.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where everything stands, in pixels from the upper left corner. */
export interface Layout extends Size {
  /** The middle of each box. */
  readonly centres: readonly Point[];
  /** The way of each edge, from the middle of one side of a box to the middle of one side of another. */
  readonly routes: readonly (readonly Point[])[];
}

/** How far the edge of a step to itself leads away from its box. */
const LOOP = { width: 24, height: 16 };

const SPACING = { rankdir: 'TB', nodesep: 28, edgesep: 14, ranksep: 52, marginx: 16, marginy: 16 } as const;

/**
 * Places boxes in ranks, parents above their children; where there is a cycle, one of its edges leads upwards. Edges between the same
 * two boxes keep apart.
 */
export function layOut(boxes: readonly Size[], edges: readonly Edge[]): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ ...SPACING });
  const looped = new Set(edges.filter(isLoop).map(([key]) => key));
  boxes.forEach(({ width, height }, key) => {
    graph.setNode(String(key), { width: width + (looped.has(key) ? 2 * LOOP.width : 0), height });
  });
  const arrows = arrowsOf(edges);
  // The layout puts the children of a box from right to left; people number them from left to right.
  for (const { parent, child, name } of arrows.filter(({ edge }) => !isLoop(edge)).reverse()) {
    graph.setEdge(parent, child, {}, name);
  }
  layout(graph);
  const { width, height } = graph.graph() as Size;
  const centres = boxes.map((_, key) => graph.node(String(key)) as Point);
  const placed = boxes.map((box, key) => ({ ...centres[key], ...box }) as PlacedBox);
  const routes = arrows.map(({ edge, parent, child, name, earlier, isAlone }) => {
    const [from, to] = edge.map((key) => placed[key]) as [PlacedBox, PlacedBox];
    if (isLoop(edge)) return loop(from, earlier === 0 ? 1 : -1);
    return route(from, bendsOf(graph.edge(parent, child, name).points as readonly Point[], isAlone), to);
  });
  return { width, height, centres, routes };
}

type PlacedBox = Size & Point;

/** An edge as the layout knows it. */
interface Arrow {
  readonly edge: Edge;
  readonly parent: string;
  readonly child: string;
  readonly name: string;
  /** How many edges between the same two boxes, in either direction, come before it. */
  readonly earlier: number;
  readonly isAlone: boolean;
}

function arrowsOf(edges: readonly Edge[]): readonly Arrow[] {
  const counts = new Map<string, number>();
  const between = ([parent, child]: Edge): string => [Math.min(parent, child), Math.max(parent, child)].join();
  const counted = edges.map((edge, place) => {
    const earlier = counts.get(between(edge)) ?? 0;
    counts.set(between(edge), earlier + 1);
    return { edge, parent: String(edge[0]), child: String(edge[1]), name: String(place), earlier };
  });
  return counted.map((arrow) => ({ ...arrow, isAlone: counts.get(between(arrow.edge)) === 1 }));
}

function isLoop([parent, child]: Edge): boolean {
  return parent === child;
}

/**
 * The points where an edge passes a rank: every second one. The others lie between ranks and would only make it wavy; but between
 * neighbouring ranks only such a point tells an edge from another between the same boxes.
 */
function bendsOf(points: readonly Point[], isAlone: boolean): readonly Point[] {
  const inner = points.slice(1, -1);
  return inner.length === 1 && !isAlone ? inner : inner.filter((_, i) => i % 2 === 1);
}

function route(parent: PlacedBox, bends: readonly Point[], child: PlacedBox): readonly Point[] {
  const isDown = parent.y < child.y;
  return [side(parent, isDown ? 1 : -1), ...bends, side(child, isDown ? -1 : 1)];
}

function side({ x, y, height }: PlacedBox, sign: number): Point {
  return { x, y: y + (sign * height) / 2 };
}

/** The way of an edge to the box it came from, on its right (1) or on its left (-1). */
function loop({ x, y, width }: PlacedBox, sign: number): readonly Point[] {
  const near = x + (sign * width) / 2;
  const far = near + sign * LOOP.width;
  const [top, bottom] = [y - LOOP.height / 2, y + LOOP.height / 2];
  return [
    { x: near, y: top },
    { x: far, y: top },
    { x: far, y: bottom },
    { x: near, y: bottom },
  ];
}
