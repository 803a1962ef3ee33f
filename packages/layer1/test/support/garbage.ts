import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Of some objects that nothing here holds on to, those that something else still does. */
export async function survivorsOf<T extends object>(references: readonly WeakRef<T>[]): Promise<readonly T[]> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('This Node cannot be asked to collect garbage.');
  // A WeakRef keeps what it was made of until the current turn of the event loop is over.
  await new Promise(setImmediate);
  collect();
  return references.flatMap((reference) => reference.deref() ?? []);
}
