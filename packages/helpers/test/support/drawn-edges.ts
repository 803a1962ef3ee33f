import { DOMParser, type Element } from '@xmldom/xmldom';

/** What is seen in a drawing: the names by their keys, and the edges as `parent child`. */
export interface DrawnGraph {
  readonly names: readonly string[];
  readonly solid: readonly string[];
  readonly dashed: readonly string[];
}

interface DrawnEdge {
  readonly parent: number;
  readonly child: number;
  readonly isDashed: boolean;
}

/** Reads DOT as `toDot` writes it. */
export function dotEdges(dot: string): DrawnGraph {
  const names = [...dot.matchAll(/^ {2}\d+ \[label="(\w+)/gm)].map(([, name = '']) => name);
  const edges = [...dot.matchAll(/^ {2}(\d+) -> (\d+)(?: \[(.*)\])?;$/gm)].map(([, parent, child, attributes = '']) => ({
    parent: Number(parent),
    child: Number(child),
    isDashed: attributes.startsWith('style=dashed '),
  }));
  return graphOf(names, edges);
}

/** Reads the flowcharts of Mermaid that `toMermaid` writes. */
export function mermaidEdges(flowchart: string): DrawnGraph {
  const names = [...flowchart.matchAll(/^ {2}n\d+\["(\w+)/gm)].map(([, name = '']) => name);
  const edges = [...flowchart.matchAll(/^ {2}n(\d+) (-->|-\.->)(?:\|[\w ]*\|)? n(\d+)$/gm)].map(([, parent, arrow, child]) => ({
    parent: Number(parent),
    child: Number(child),
    isDashed: arrow === '-.->',
  }));
  return graphOf(names, edges);
}

/** Reads a picture by what it shows: an edge begins at the border of one box, and the tip of its head is at that of another. */
export function svgEdges(svg: string): DrawnGraph {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement as Element;
  const groups = [...root.getElementsByTagName('g')];
  const names = groups.map((group) => group.getElementsByTagName('tspan')[0]?.textContent ?? '');
  const rects = groups.map((group) => group.getElementsByTagName('rect')[0] as Element);
  const paths = [...root.getElementsByTagName('path')];
  const edges = paths.flatMap((lines, i): readonly DrawnEdge[] => {
    if (lines.getAttribute('fill') !== 'none') return [];
    const tips = startsOf(paths[i + 1] as Element);
    const isDashed = (lines.getAttribute('stroke-dasharray') ?? 'none') !== 'none';
    return startsOf(lines).map((start, edge) => ({
      parent: rects.findIndex((rect) => touches(rect, start)),
      child: rects.findIndex((rect) => touches(rect, tips[edge] as Point)),
      isDashed,
    }));
  });
  return graphOf(names, edges);
}

/** Reads the SVG of Graphviz, whose nodes are keyed by places in `names`. */
export function graphvizEdges(svg: string, names: readonly string[]): DrawnGraph {
  const edges = [...svg.matchAll(/<g id="edge\d+" class="edge">\s*<title>(\d+)&#45;&gt;(\d+)<\/title>.*?<path ([^>]*)\/>/gs)].map(
    ([, parent, child, attributes = '']) => ({
      parent: Number(parent),
      child: Number(child),
      isDashed: attributes.includes('stroke-dasharray='),
    }),
  );
  return graphOf(names, edges);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function graphOf(names: readonly string[], edges: readonly DrawnEdge[]): DrawnGraph {
  const inWords = (wanted: boolean): readonly string[] =>
    edges.filter(({ isDashed }) => isDashed === wanted).map(({ parent, child }) => `${names[parent]} ${names[child]}`);
  return { names, solid: inWords(false), dashed: inWords(true) };
}

function startsOf(path: Element): readonly Point[] {
  const data = path.getAttribute('d') ?? '';
  return [...data.matchAll(/M(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
}

/** Coordinates are rounded to a tenth. */
function touches(rect: Element, { x, y }: Point): boolean {
  const number = (attribute: string): number => Number(rect.getAttribute(attribute));
  const within = (at: number, from: number, length: number): boolean => at >= from - 0.2 && at <= from + length + 0.2;
  return within(x, number('x'), number('width')) && within(y, number('y'), number('height'));
}
