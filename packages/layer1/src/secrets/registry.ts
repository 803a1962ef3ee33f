import type { MaskStream } from './mask-stream.js';
import { Masker } from './masker.js';

/** One registry for the process, whichever copies of this package are in it: the name of each secret by its value. */
const REGISTRY = Symbol.for('autotrail.secrets');

const holder = globalThis as { [REGISTRY]?: Map<string, string> };

/** The masker of as many secrets as there were when it was made. Secrets are only ever added. */
let latest = { size: 0, masker: new Masker(new Map()) };

/** Adds a secret. One that is known already keeps its name. */
export function addSecret(name: string, value: string): void {
  const secrets = holder[REGISTRY] ?? new Map<string, string>();
  // Not to be come upon by whoever lists what is global.
  Object.defineProperty(holder, REGISTRY, { value: secrets, enumerable: false, configurable: true });
  if (!secrets.has(value)) secrets.set(value, name);
}

/** What masks the secrets that are registered by now. */
export function secretMasker(): Masker {
  const secrets = holder[REGISTRY];
  if (secrets !== undefined && secrets.size !== latest.size) latest = { size: secrets.size, masker: new Masker(secrets) };
  return latest.masker;
}

/**
 * A text with every registered secret replaced by `[secret NAME]`, in whatever form {@link Masker} knows it; the text itself where there
 * is none in it.
 *
 * @example
 * log.write(maskText(line));
 */
export function maskText(text: string): string {
  return secretMasker().maskText(text);
}

/**
 * JSON with every registered secret masked as by {@link maskText}, in strings and keys; the value itself, not a copy, where there is
 * none in it. Numbers stay as they are.
 */
export function maskJson<T>(value: T): T {
  return secretMasker().maskJson(value);
}

/** Masks the secrets that are registered by now in a text that comes in pieces, which may cut them anywhere. */
export function maskStream(): MaskStream {
  return secretMasker().stream();
}
