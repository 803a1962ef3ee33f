import { asJson } from '@autotrail/layer1';
import { isThreadsafe, standIn } from '../threadsafe.js';
import type { PackedContext } from './messages.js';

/**
 * Makes a context ready for its journey: a copy of its JSON, and the names of methods where it, or a property of it, is threadsafe.
 *
 * @throws AutoTrailError `AUTOTRAIL_NOT_JSON`, naming the place
 */
export function packContext(context: unknown): PackedContext {
  if (context === undefined) return { standIns: [] };
  if (isThreadsafe(context)) return { standIns: [{ key: null, methods: Object.keys(context) }] };
  if (!isPlain(context)) return { data: asJson(context, 'the context'), standIns: [] };
  const entries = Object.entries(context);
  const data = Object.fromEntries(entries.filter(([, value]) => !isThreadsafe(value)));
  const standIns = entries.flatMap(([key, value]) => (isThreadsafe(value) ? [{ key, methods: Object.keys(value) }] : []));
  return { data: asJson(data, 'the context'), standIns };
}

/** Makes a context of what has come. `call` is told of the methods that are called on it. */
export function unpackContext(
  { data, standIns }: PackedContext,
  call: (key: string | null, method: string, args: readonly unknown[]) => Promise<unknown>,
): unknown {
  const objects = standIns.map(({ key, methods }) => ({ key, object: standIn(methods, (name, args) => call(key, name, args)) }));
  const whole = objects.find(({ key }) => key === null);
  if (whole !== undefined) return whole.object;
  if (objects.length === 0) return data;
  return Object.fromEntries([...Object.entries(data as object), ...objects.map(({ key, object }) => [key as string, object])]);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
