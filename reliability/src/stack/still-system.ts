import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** The type of a local file system. */
const LOCAL = 0xef53;

/**
 * Does something while what is asked of the real system has one answer for ever, at once: the time that work takes, the file
 * system a folder is on, and what is told of processes. What it does depends on nothing but itself then.
 */
export async function withStillSystem<T>(act: () => Promise<T>): Promise<T> {
  const { now } = performance;
  const { readFileSync } = fs;
  const { statfs } = fs.promises;
  const known = new Map<string, () => unknown>();
  performance.now = () => 0;
  fs.promises.statfs = (async () => ({ type: LOCAL })) as unknown as typeof statfs;
  fs.readFileSync = ((...[file, options]: Parameters<typeof readFileSync>) => {
    const name = String(file);
    if (!name.startsWith('/proc/')) return readFileSync(file, options);
    const told = known.get(name) ?? answerOf(() => readFileSync(file, options));
    known.set(name, told);
    return told();
  }) as typeof readFileSync;
  syncBuiltinESMExports();
  try {
    return await act();
  } finally {
    Object.assign(fs, { readFileSync });
    Object.assign(fs.promises, { statfs });
    performance.now = now;
    syncBuiltinESMExports();
  }
}

function answerOf(ask: () => unknown): () => unknown {
  try {
    const answer = ask();
    return () => answer;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
