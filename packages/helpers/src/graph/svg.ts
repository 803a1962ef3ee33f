import { type Definition, StepState } from '@autotrail/layer1';
import { type Drawing, type DrawnStep, drawingOf, type GraphOptions, ON_FAILURE, spelt } from './drawing.js';
import { FONT_SIZE, widthOf, wrap } from './label.js';
import { type Layout, layOut, type Point, type Size } from './layout.js';
import { DASHES, PLAIN_STYLE, STATE_STYLES } from './state-styles.js';
import { edgePaths } from './svg-edge.js';
import { describeDrawing, titleOf } from './svg-words.js';
import { element, escapeXml, round } from './xml.js';

const LINE_HEIGHT = 18;
/** Where letters stand in a line, from its top. Not every program knows how to centre them itself. */
const BASELINE = 14;
const PADDING = { x: 16, y: 10 };

type EdgeLook = Readonly<Record<'stroke', string>> & Readonly<Record<string, string>>;

/** Edges are seen on white and on near-black; boxes bring their own ground for black text. */
const EDGE: EdgeLook = { stroke: '#767e87' };
const FAILURE_EDGE: EdgeLook = { stroke: STATE_STYLES[StepState.Failed].hue, 'stroke-dasharray': DASHES.dashed };

/**
 * Draws a trail as a picture in SVG that needs no other program: laid out from top to bottom, readable on a light and on a dark
 * ground, with a title and a description in words for those who do not see it. Failure pairs are dashed. It holds no script, no link
 * and no reference, so it can be shown anywhere. A definition with a cycle can be drawn as well, as `toDot` does it. A thousand steps
 * take some seconds.
 *
 * @throws AutoTrailError `AUTOTRAIL_EMPTY_DEFINITION`, `AUTOTRAIL_BAD_PAIR`, `AUTOTRAIL_NOT_A_STEP`; `AUTOTRAIL_BAD_OPTION` for a
 * status of a step or with a state that there is not, and for failure pairs that are no list.
 * @example
 * await writeFile('release.svg', toSvg(definition, { statuses: await client.status() }));
 */
export function toSvg(definition: Definition, options: GraphOptions = {}): string {
  const drawing = drawingOf('toSvg', definition, options);
  const boxes = drawing.steps.map(boxOf);
  const layout = layOut(boxes, [...drawing.edges, ...drawing.failureEdges]);
  const steps = drawing.steps.map((step, key) => drawStep(step, boxes[key] as Box, layout.centres[key] as Point));
  const solid = drawEdges(layout.routes.slice(0, drawing.edges.length), EDGE);
  const dashed = drawEdges(layout.routes.slice(drawing.edges.length), FAILURE_EDGE, element('title', {}, ON_FAILURE));
  return picture(drawing, layout, [...solid, ...dashed, ...steps]);
}

interface Box extends Size {
  /** The name, broken into lines. */
  readonly lines: readonly string[];
}

function boxOf({ name, state }: DrawnStep): Box {
  const lines = wrap(name);
  const all = state === undefined ? lines : [...lines, spelt(state)];
  const width = Math.max(...all.map((line) => widthOf(line.trimEnd())), LINE_HEIGHT * 2) + 2 * PADDING.x;
  return { lines, width: Math.round(width), height: all.length * LINE_HEIGHT + 2 * PADDING.y };
}

function picture(drawing: Drawing, { width, height }: Size, parts: readonly string[]): string {
  const size = { width: round(width), height: round(height) };
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    ...size,
    viewBox: `0 0 ${size.width} ${size.height}`,
    role: 'img',
    'font-family': 'system-ui, "DejaVu Sans", Helvetica, Arial, sans-serif',
    'font-size': FONT_SIZE,
  };
  const words = [element('title', {}, escapeXml(titleOf(drawing))), element('desc', {}, escapeXml(describeDrawing(drawing)))];
  return `${element('svg', attributes, `\n${[...words, ...parts].join('\n')}\n`)}\n`;
}

function drawEdges(routes: Layout['routes'], look: EdgeLook, title?: string): readonly string[] {
  const { lines, heads } = edgePaths(routes);
  if (routes.length === 0) return [];
  return [
    element('path', { d: lines, fill: 'none', ...look, 'stroke-width': 1.5 }, title),
    element('path', { d: heads, fill: look.stroke }, title),
  ];
}

function drawStep({ name, state }: DrawnStep, { lines, width, height }: Box, { x, y }: Point): string {
  const { hue, fill, border } = state === undefined ? PLAIN_STYLE : STATE_STYLES[state];
  const place = { x: round(x - width / 2), y: round(y - height / 2), width, height, rx: 8 };
  const stroke = { fill, stroke: hue, 'stroke-width': state === undefined ? 1.5 : 2.5, 'stroke-dasharray': DASHES[border] };
  const firstLine = y - height / 2 + PADDING.y + BASELINE;
  const spans = lines.map((line, i) => element('tspan', { x: round(x), y: round(firstLine + i * LINE_HEIGHT) }, escapeXml(line)));
  const text = { fill: '#000000', 'text-anchor': 'middle', 'xml:space': 'preserve' };
  const stateLine = { ...text, x: round(x), y: round(firstLine + lines.length * LINE_HEIGHT), 'font-weight': 'bold' };
  return element(
    'g',
    {},
    [
      element('title', {}, escapeXml(state === undefined ? name : `${name}: ${state}`)),
      element('rect', { ...place, ...stroke }),
      element('text', text, spans.join('')),
      ...(state === undefined ? [] : [element('text', stateLine, escapeXml(spelt(state)))]),
    ].join(''),
  );
}
