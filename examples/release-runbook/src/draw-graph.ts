import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type StateOfStep, writeTrailDefinitionAsDot } from 'autotrail';
import { renderGraphFromSource } from 'graphviz-cli';
import { runbook } from './runbook.js';

/** Draws the runbook into an SVG file, each step in the colour of its state. */
export async function drawGraph(svgFile: string, statuses: readonly StateOfStep[]): Promise<void> {
  const dot = new PassThrough();
  await writeTrailDefinitionAsDot(runbook, dot, { statuses });
  await renderGraphFromSource({ input: await text(dot.end()) }, { format: 'svg', name: svgFile });
}
