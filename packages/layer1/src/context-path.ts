import { type JsonValue, MAX_JSON_DEPTH } from '@autotrail/core';
import { ownOf } from './own-of.js';

/** A value that was put into a context, and where. */
export interface ContextValue {
  /** A path of keys with dots between them. */
  readonly key: string;
  readonly value: JsonValue;
}

/** What every object seems to have: never a way into a context. */
const INHERITED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The parts of a path of keys; `null` if it leads nowhere: a part is empty or what every object inherits, or there are too many. */
export function pathOf(key: string): readonly string[] | null {
  const parts = key.split('.');
  const isPath = parts.length < MAX_JSON_DEPTH && parts.every((part) => part !== '' && !INHERITED.has(part));
  return isPath ? parts : null;
}

/** What stands at a path; `undefined` if nothing does. Only what objects have themselves counts. */
export function valueAt(root: JsonValue, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((node, part) => (isObject(node) ? ownOf(node, part) : undefined), root);
}

/** How much of a path leads to something that is no object, so that it cannot go on; `null` if nothing stands in its way. */
export function obstacleOn(root: JsonValue, path: readonly string[]): readonly string[] | null {
  const lengths = path.map((_, length) => length);
  const blocked = lengths.find((length) => {
    const node = valueAt(root, path.slice(0, length));
    return node !== undefined && !isObject(node);
  });
  return blocked === undefined ? null : path.slice(0, blocked);
}

/**
 * Puts a copy of a value where a path leads, into the very objects on the way, and answers the root. What is on the way and takes
 * nothing, because it is no object or is frozen, is replaced: what is decided is done, whatever has changed since.
 */
export function putAt(root: unknown, [part, ...rest]: readonly string[], value: JsonValue): unknown {
  if (part === undefined) return structuredClone(value);
  const home: { [key: string]: unknown } = isObject(root) ? root : {};
  const open = takes(home, part) ? home : { ...home };
  open[part] = putAt(ownOf(open, part), rest, value);
  return open;
}

/** Puts values in, one after the other, and answers the root. */
export function putAll(root: unknown, values: readonly ContextValue[]): unknown {
  return values.reduce((node, { key, value }) => putAt(node, key.split('.'), value), root);
}

/** Whether one of two paths leads to a part of what the other leads to, or both to the same. */
export function overlap(one: readonly string[], other: readonly string[]): boolean {
  const shared = Math.min(one.length, other.length);
  return one.slice(0, shared).every((part, i) => part === other[i]);
}

function isObject<T>(node: T): node is T & { [key: string]: never } {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

function takes(node: object, part: string): boolean {
  const property = Object.getOwnPropertyDescriptor(node, part);
  return property === undefined ? Object.isExtensible(node) : property.writable === true;
}
