import type { Definition, StepState } from '@autotrail/layer1';
import { type DrawnStep, drawingOf, type GraphOptions, ON_FAILURE, spelt } from './drawing.js';
import { DASHES, STATE_STYLES } from './state-styles.js';

/**
 * Draws a trail as a flowchart in the language of Mermaid, which Markdown pages of many sites show as a picture. Nodes are `n` and the
 * step's number, so equal names stay apart; failure pairs are dashed; a definition with a cycle can be drawn as well, as `toDot` does
 * it. Mermaid itself refuses more than 500 edges and 50,000 characters unless its options `maxEdges` and `maxTextSize` allow it.
 *
 * @throws AutoTrailError `AUTOTRAIL_EMPTY_DEFINITION`, `AUTOTRAIL_BAD_PAIR`, `AUTOTRAIL_NOT_A_STEP`; `AUTOTRAIL_BAD_OPTION` for a
 * status of a step or with a state that there is not, and for failure pairs that are no list.
 * @example
 * await writeFile('release.mmd', toMermaid(definition, { statuses: await client.status() }));
 */
export function toMermaid(definition: Definition, options: GraphOptions = {}): string {
  const { steps, edges, failureEdges } = drawingOf('toMermaid', definition, options);
  const states = new Set(steps.flatMap(({ state }) => state ?? []));
  return [
    'flowchart TD',
    ...steps.map((step, key) => `  n${key}${boxOf(step)}`),
    ...edges.map(([parent, child]) => `  n${parent} --> n${child}`),
    ...failureEdges.map(([parent, child]) => `  n${parent} -.->|${ON_FAILURE}| n${child}`),
    ...Array.from(states, classDefinition),
    '',
  ].join('\n');
}

function boxOf({ name, state }: DrawnStep): string {
  if (state === undefined) return `["${escapeText(name)}"]`;
  return `["${escapeText(name)}<br/>${escapeText(spelt(state))}"]:::${classOf(state)}`;
}

/** The name of a state in small letters: no word of Mermaid's own is such a name. */
function classOf(state: StepState): string {
  return state.toLowerCase().replaceAll(' ', '-');
}

/** Ends without a semicolon: Mermaid would take one after a colour for the end of an entity. */
function classDefinition(state: StepState): string {
  const { hue, fill, border } = STATE_STYLES[state];
  return `  classDef ${classOf(state)} fill:${fill},stroke:${hue},stroke-width:2px,stroke-dasharray:${DASHES[border]},color:#000000`;
}

/**
 * Everything but letters, digits and single blanks becomes an entity of Mermaid's: a label within quotes is still read as HTML and as
 * Markdown, and searched for directives.
 */
function escapeText(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N} ]| (?= )/gu, (character) => `#${character.codePointAt(0)};`);
}
