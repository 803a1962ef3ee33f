/** What stands in a record under a key. Every object seems to have `constructor` and the like: only what it has itself counts. */
export function ownOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
