/** One thing that every form of a port must do. It belongs to no test framework: `run` rejects where the form does not do it. */
export interface ConformanceCase {
  /** What is done, as a sentence about the form. */
  readonly name: string;
  run(): Promise<void>;
}

/** Cases by their names, each with something of its own to work on. */
export function casesOf<T>(
  make: () => Promise<T>,
  cases: Readonly<Record<string, (made: T) => Promise<void>>>,
): readonly ConformanceCase[] {
  return Object.entries(cases).map(([name, check]) => ({ name, run: async () => check(await make()) }));
}

/** All that an iteration yields. */
export async function collect<T>(iterable: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}
