import { type Definition, isStepState, STEP_STATES, type StepState } from '@autotrail/layer1';
import { layer1Error } from '../errors.js';
import { printable } from '../printable.js';
import { showValue } from '../show-value.js';
import { STATE_STYLES } from './state-styles.js';
import { type TrailGraph, trailGraph } from './trail-graph.js';

/** What an edge of a failure pair is called in a drawing. */
export const ON_FAILURE = 'on failure';

/** The state that a step is in, as `status` answers it; more may be known of the step. */
export interface StateOfStep {
  readonly n: number;
  readonly state: StepState;
}

/** What a drawing of a trail may be told. */
export interface GraphOptions {
  /** The states to show, by colour, border and word, and by glyph except in DOT. Steps that are not mentioned are drawn plain. @default none */
  readonly statuses?: readonly StateOfStep[];
  /** The failure pairs of the trail, as its server has them. They are drawn dashed, and count for the steps' numbers. @default none */
  readonly failurePairs?: Definition;
}

/** A step to be drawn; its place is its key. */
export interface DrawnStep {
  /** The name, with everything that cannot be seen written as an escape. */
  readonly name: string;
  readonly state: StepState | undefined;
}

/** What is to be drawn, in whatever form. */
export interface Drawing {
  readonly steps: readonly DrawnStep[];
  readonly edges: TrailGraph['edges'];
  readonly failureEdges: TrailGraph['failureEdges'];
}

/**
 * What a trail and its states look like, for any form of drawing. `owner` is the function that was called, for errors.
 *
 * @throws AutoTrailError what `trailGraph` throws; `AUTOTRAIL_BAD_OPTION` for a status of a step or with a state that there is not, and
 * for failure pairs that are no list
 */
export function drawingOf(owner: string, definition: Definition, { statuses = [], failurePairs = [] }: GraphOptions): Drawing {
  checkFailurePairs(owner, failurePairs);
  const { names, ...edges } = trailGraph(definition, failurePairs);
  for (const status of statuses) checkStatus(owner, status, names.length);
  const states = new Map(statuses.map(({ n, state }) => [n, state]));
  return { steps: names.map((name, key) => ({ name: printable(name), state: states.get(key) })), ...edges };
}

/** A state in a drawing: its glyph and its word. */
export function spelt(state: StepState): string {
  return `${STATE_STYLES[state].glyph} ${state}`;
}

function checkFailurePairs(owner: string, failurePairs: unknown): void {
  if (Array.isArray(failurePairs)) return;
  const found = showValue(failurePairs);
  throw layer1Error('AUTOTRAIL_BAD_OPTION', { option: 'failurePairs', owner, expected: 'a list of pairs of steps', found });
}

function checkStatus(owner: string, status: StateOfStep, size: number): void {
  const { n, state } = status;
  if (Number.isInteger(n) && n >= 0 && n < size && isStepState(state)) return;
  const expected = `{ n, state } with n from 0 to ${size - 1} and one of the ${STEP_STATES.length} states`;
  throw layer1Error('AUTOTRAIL_BAD_OPTION', { option: 'statuses', owner, expected, found: showValue({ n, state }) });
}
