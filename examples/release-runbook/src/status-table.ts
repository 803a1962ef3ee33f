import type { StepStatus } from 'autotrail';

/** The state of every step, one a line; beside it who or what brought a step that did not run there. */
export function statusTable(steps: readonly StepStatus[]): string {
  const width = Math.max(...steps.map(({ name }) => name.length));
  const rows = steps.map(({ n, name, state, cause }) => {
    const by = cause === null || cause === 'failure' ? '' : ` (${cause})`;
    return `${String(n).padStart(4)}  ${name.padEnd(width)}  ${state}${by}`;
  });
  return [`   n  ${'step'.padEnd(width)}  state`, ...rows].join('\n');
}
