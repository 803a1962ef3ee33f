import type { Kept, UnsyncedOperation } from './unsynced.js';

/** Which power cuts are gone through. */
export interface ImageOptions {
  /**
   * How many of the newest unsynced operations are kept and lost in every combination. Of those before them either all are kept
   * or none. The newest append is torn at every byte, those before it in their middle. @default 3
   */
  readonly max?: number;
  /** Whether there are also files that have grown without their bytes, as some file systems leave them. @default false */
  readonly sizeOnly?: boolean;
}

/** Everything that a power cut may leave of some operations, each combination once. */
export function* keepings(
  operations: readonly UnsyncedOperation[],
  { max = 3, sizeOnly = false }: ImageOptions,
): Generator<readonly Kept[], void, void> {
  const newest = operations.slice(-max);
  const older = operations.length - newest.length;
  const lastAppend = newest.findLast(({ type }) => type === 'append');
  const choices = newest.map((operation) => choicesFor(operation, operation === lastAppend, sizeOnly));
  for (const isOlderKept of older > 0 ? [false, true] : [false]) {
    const first = new Array<Kept>(older).fill(isOlderKept);
    for (const rest of combinations(choices)) yield [...first, ...rest];
  }
}

function choicesFor(operation: UnsyncedOperation, everyByte: boolean, sizeOnly: boolean): readonly Kept[] {
  if (operation.type !== 'append') return [false, true];
  const { length } = operation.bytes;
  const torn = everyByte ? Array.from({ length: length + 1 }, (_, bytes) => bytes) : [0, length >> 1, length];
  return sizeOnly ? [...torn, 'size only'] : torn;
}

function* combinations(choices: readonly (readonly Kept[])[]): Generator<readonly Kept[], void, void> {
  const [first, ...rest] = choices;
  if (first === undefined) return yield [];
  for (const kept of first) for (const others of combinations(rest)) yield [kept, ...others];
}
