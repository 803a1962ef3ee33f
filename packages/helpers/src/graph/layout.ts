import { Graph, layout } from '@dagrejs/dagre';
import type { TrailGraph } from './trail-graph.js';

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

/** Places boxes in ranks, parents above their children; where there is a cycle, one of its edges leads upwards. */
export function layOut(boxes: readonly Size[], edges: TrailGraph['edges']): Layout {
  const graph = new Graph();
  graph.setGraph({ ...SPACING });
  const looped = new Set(edges.filter(isLoop).map(([key]) => key));
  boxes.forEach(({ width, height }, key) => {
    graph.setNode(String(key), { width: width + (looped.has(key) ? 2 * LOOP.width : 0), height });
  });
  // The layout puts the children of a box from right to left; people number them from left to right.
  for (const [parent, child] of edges.filter((edge) => !isLoop(edge)).reverse()) {
    graph.setEdge(String(parent), String(child), {});
  }
  layout(graph);
  const { width, height } = graph.graph() as Size;
  const centres = boxes.map((_, key) => graph.node(String(key)) as Point);
  const placed = boxes.map((box, key) => ({ ...centres[key], ...box }) as PlacedBox);
  const routes = edges.map(([parent, child]) => {
    const bends = parent === child ? [] : bendsOf(graph.edge(String(parent), String(child)).points as readonly Point[]);
    return route(placed[parent] as PlacedBox, bends, placed[child] as PlacedBox);
  });
  return { width, height, centres, routes };
}

type PlacedBox = Size & Point;

function isLoop([parent, child]: readonly [number, number]): boolean {
  return parent === child;
}

/** The points where an edge passes a rank: every second one. The others lie between ranks and would only make it wavy. */
function bendsOf(points: readonly Point[]): readonly Point[] {
  return points.slice(1, -1).filter((_, i) => i % 2 === 1);
}

function route(parent: PlacedBox, bends: readonly Point[], child: PlacedBox): readonly Point[] {
  if (parent === child) return loop(parent);
  const isDown = parent.y < child.y;
  return [side(parent, isDown ? 1 : -1), ...bends, side(child, isDown ? -1 : 1)];
}

function side({ x, y, height }: PlacedBox, sign: number): Point {
  return { x, y: y + (sign * height) / 2 };
}

function loop({ x, y, width }: PlacedBox): readonly Point[] {
  const right = x + width / 2;
  const [top, bottom] = [y - LOOP.height / 2, y + LOOP.height / 2];
  return [
    { x: right, y: top },
    { x: right + LOOP.width, y: top },
    { x: right + LOOP.width, y: bottom },
    { x: right, y: bottom },
  ];
}
