import type { Drawing } from './drawing.js';

/** What a drawing is called. */
export function titleOf({ steps }: Drawing): string {
  return `A trail of ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
}

/** A drawing in words: a line for each step, with its number, its state, and what comes after it. */
export function describeDrawing({ steps, edges }: Drawing): string {
  const children = steps.map((): number[] => []);
  for (const [parent, child] of edges) children[parent]?.push(child);
  return steps
    .map(({ name, state }, key) => {
      const next = children[key]?.length ? `; then ${children[key].join(' and ')}` : '';
      return `${key}: ${name}${state === undefined ? '' : `; ${state}`}${next}.`;
    })
    .join('\n');
}
