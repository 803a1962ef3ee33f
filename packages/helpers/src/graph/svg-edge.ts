import type { Point } from './layout.js';
import { round } from './xml.js';

const HEAD = { length: 9, halfWidth: 4.5 };

/** The edges of a drawing as two paths: their lines, and their heads. Heads that are markers would need an id in the page. */
export function edgePaths(routes: readonly (readonly Point[])[]): { readonly lines: string; readonly heads: string } {
  const edges = routes.map(edgePath);
  return { lines: edges.map(({ line }) => line).join(''), heads: edges.map(({ head }) => head).join('') };
}

function edgePath(route: readonly Point[]): { readonly line: string; readonly head: string } {
  const tip = route.at(-1) as Point;
  const towards = arrival(route);
  const base = { x: tip.x - towards.x * HEAD.length, y: tip.y - towards.y * HEAD.length };
  const aside = { x: towards.y * HEAD.halfWidth, y: towards.x * HEAD.halfWidth };
  const corners = [
    { x: base.x + aside.x, y: base.y + aside.y },
    { x: base.x - aside.x, y: base.y - aside.y },
  ];
  return { line: line([...route.slice(0, -1), base]), head: `M${at(tip)}L${corners.map(at).join('L')}Z` };
}

/** Curves that leave and reach each point upright; where two points are side by side, a straight line. */
function line([start, ...points]: readonly Point[]): string {
  let from = start as Point;
  let path = `M${at(from)}`;
  for (const to of points) {
    const y = (from.y + to.y) / 2;
    path += from.y === to.y || from.x === to.x ? `L${at(to)}` : `C${at({ x: from.x, y })} ${at({ x: to.x, y })} ${at(to)}`;
    from = to;
  }
  return path;
}

/** The direction in which an edge reaches its end: down or up, or from the side. */
function arrival(route: readonly Point[]): Point {
  const [before, tip] = route.slice(-2) as [Point, Point];
  return before.y === tip.y ? { x: Math.sign(tip.x - before.x), y: 0 } : { x: 0, y: Math.sign(tip.y - before.y) };
}

function at({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}
