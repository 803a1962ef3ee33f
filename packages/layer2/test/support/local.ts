import { type Definition, type Environment, Step } from '@autotrail/layer1';
import { onTestFinished } from 'vitest';
import { TrailServer, type TrailServerOptions } from '../../src/index.js';
import { socketPath } from './folders.js';

/** A server in this process, started, and shut down when the test is over. */
export async function started(definition: Definition<unknown>, options: TrailServerOptions = {}): Promise<TrailServer> {
  const server = new TrailServer(definition, { name: 'local', socketFile: socketPath(), ...options });
  await server.start();
  onTestFinished(() => server.shutdown());
  return server;
}

/** A step that ends when the test says so. */
export interface HeldStep {
  readonly step: Step<unknown>;
  /** Resolves when it runs. */
  readonly running: Promise<Environment>;
  /** Lets it end. */
  readonly release: () => void;
}

/** A step that ends when the test says so, whatever becomes of its signal. */
export function heldStep(name = 'held'): HeldStep {
  const running = promise<Environment>();
  const released = promise<void>();
  const action = async (env: Environment): Promise<void> => {
    running.resolve(env);
    await released.promise;
  };
  return { step: new Step(action, { name }), running: running.promise, release: () => released.resolve() };
}

/** A step that ends at once. */
export function emptyStep(name: string): Step<unknown> {
  return new Step(() => {}, { name });
}

/** A promise and its resolver. */
export function promise<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const made = new Promise<T>((whenResolved) => {
    resolve = whenResolved;
  });
  return { promise: made, resolve };
}
