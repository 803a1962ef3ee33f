import { describeValue } from './describe-value.js';

/** What to call a vertex in an error: its `name` where it has one, else what it is. */
export function nameOfVertex(vertex: unknown): string {
  if (typeof vertex === 'string') return vertex;
  const isNamed = (typeof vertex === 'object' && vertex !== null) || typeof vertex === 'function';
  if (isNamed && 'name' in vertex && typeof vertex.name === 'string' && vertex.name !== '') return vertex.name;
  return describeValue(vertex);
}
