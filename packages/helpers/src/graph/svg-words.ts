import { type Drawing, ON_FAILURE } from './drawing.js';
import type { Edge } from './trail-graph.js';

/** What a drawing is called. */
export function titleOf({ steps }: Drawing): string {
  return `A trail of ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
}

/** A drawing in words: a line for each step, with its number, its state, what comes after it, and what only if it fails. */
export function describeDrawing({ steps, edges, failureEdges }: Drawing): string {
  const [next, onFailure] = [edges, failureEdges].map((each) => childrenOf(steps.length, each));
  return steps
    .map(({ name, state }, key) => {
      const parts = [name, state ?? [], listed('then', next?.[key]), listed(ON_FAILURE, onFailure?.[key])];
      return `${key}: ${parts.flat().join('; ')}.`;
    })
    .join('\n');
}

function childrenOf(size: number, edges: readonly Edge[]): readonly (readonly number[])[] {
  const children = Array.from({ length: size }, (): number[] => []);
  for (const [parent, child] of edges) children[parent]?.push(child);
  return children;
}

function listed(word: string, children: readonly number[] = []): readonly string[] {
  return children.length === 0 ? [] : [`${word} ${children.join(' and ')}`];
}
