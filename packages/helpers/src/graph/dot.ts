import { type Definition, StepState } from '@autotrail/layer1';
import { drawingOf, type GraphOptions, ON_FAILURE } from './drawing.js';
import { STATE_STYLES } from './state-styles.js';
import type { Edge } from './trail-graph.js';

const HEADER = ['digraph trail {', '  node [shape=box style="rounded,filled" fillcolor="#ffffff" fontname="Helvetica"];'];

const FAILURE_HUE = STATE_STYLES[StepState.Failed].hue;
// Between blanks, since Graphviz puts the words right beside the line.
const FAILURE_LABEL = `label=" ${ON_FAILURE} " fontcolor="${FAILURE_HUE}" fontname="Helvetica" fontsize=10`;
const FAILURE_ATTRIBUTES = `style=dashed color="${FAILURE_HUE}" ${FAILURE_LABEL}`;

/**
 * Draws a trail as a graph in the DOT language of Graphviz, one node for each step, keyed by its `n`: equal names stay apart, and the
 * same definition is always drawn alike. Failure pairs are dashed. A definition with a cycle, which no server would run, can be drawn
 * as well; its nodes are keyed by their place of first appearance.
 *
 * @throws AutoTrailError `AUTOTRAIL_EMPTY_DEFINITION`, `AUTOTRAIL_BAD_PAIR`, `AUTOTRAIL_NOT_A_STEP`; `AUTOTRAIL_BAD_OPTION` for a
 * status of a step or with a state that there is not, and for failure pairs that are no list.
 * @example
 * await writeFile('release.dot', toDot(definition, { statuses: await client.status() }));
 */
export function toDot(definition: Definition, options: GraphOptions = {}): string {
  const { steps, edges, failureEdges } = drawingOf('toDot', definition, options);
  const nodes = steps.map(({ name, state }, key) => `  ${key} [${attributesOf(name, state)}];`);
  const solid = edges.map((edge) => `  ${arrow(edge)};`);
  const dashed = failureEdges.map((edge) => `  ${arrow(edge)} [${FAILURE_ATTRIBUTES}];`);
  return [...HEADER, ...nodes, ...solid, ...dashed, '}', ''].join('\n');
}

/**
 * Writes a trail to a stream as {@link toDot} draws it. Resolves when it is written; the stream stays open.
 *
 * @throws what {@link toDot} throws, and the error of the stream
 * @example
 * await writeTrailDefinitionAsDot(definition, process.stdout);
 */
export async function writeTrailDefinitionAsDot(
  definition: Definition,
  stream: NodeJS.WritableStream,
  options?: GraphOptions,
): Promise<void> {
  const dot = toDot(definition, options);
  await new Promise<void>((resolve, reject) => {
    stream.once('error', reject);
    stream.write(dot, (error) => {
      // A stream that fails tells its listeners after this: somebody must still be listening then.
      if (error) return reject(error);
      stream.off('error', reject);
      resolve();
    });
  });
}

function arrow([parent, child]: Edge): string {
  return `${parent} -> ${child}`;
}

function attributesOf(name: string, state: StepState | undefined): string {
  if (state === undefined) return `label="${escapeLabel(name)}"`;
  const { hue, fill, border } = STATE_STYLES[state];
  // The word without its glyph: Graphviz knows no width for the glyphs, and says so on stderr.
  return `label="${escapeLabel(name)}\\n${state}" color="${hue}" fillcolor="${fill}" style="rounded,filled,${border}"`;
}

/** Within quotes a label knows escapes that begin with a backslash, and HTML's entities. */
function escapeLabel(text: string): string {
  return text.replace(/["\\]/g, '\\$&').replaceAll('&', '&amp;');
}
