import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Definition, step } from '@autotrail/layer1';
import { TrailServer } from '@autotrail/layer2';
import { onTestFinished } from 'vitest';

/** A path for a socket, in a folder that is gone when the test is over. */
export function socketPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'at-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'trail.sock');
}

/** A server in this process that remembers nothing, started, and shut down when the test is over. */
export async function started(definition: Definition<unknown>, socketFile = socketPath()): Promise<TrailServer> {
  const server = new TrailServer(definition, { name: 'local', socketFile, journalFile: false });
  await server.start();
  onTestFinished(() => server.shutdown());
  return server;
}

/** A step that does what a message tells it: `fail` makes it fail, anything else makes it succeed. */
export function toldStep(name: string) {
  return step(
    async ({ messages }) => {
      for await (const message of messages) {
        if (message === 'fail') throw new Error('failed as told');
        return message;
      }
      return null;
    },
    { name },
  );
}

/** A promise and its resolver. */
export function promise<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const made = new Promise<T>((whenResolved) => {
    resolve = whenResolved;
  });
  return { promise: made, resolve };
}
