import type { JsonValue } from '@autotrail/core';
import { pathOf, valueAt } from '../../context-path.js';
import { maskJson } from '../../secrets/registry.js';
import { keyOfLimit } from '../../trail/limit.js';
import type { Applied, Trail } from '../../trail/trail.js';
import type { ContextAccess } from '../context-access.js';
import type { PlannedSetting } from './call-plan.js';

/** What of the settings of a trail a call sets, with what they are before it. */
export function plannedSettings(before: Trail, applied: readonly Applied[], context: ContextAccess): readonly PlannedSetting[] {
  return applied.flatMap(({ event }): readonly PlannedSetting[] => {
    if (event.type === 'limit') {
      const { tags, most } = event;
      const known = before.limits.find((limit) => keyOfLimit(limit) === keyOfLimit(event));
      return [{ what: 'limit', of: tags, was: known?.most ?? null, becomes: most }];
    }
    if (event.type !== 'context') return [];
    return [{ what: 'context', of: event.key, was: valueIn(context, event.key), becomes: event.value }];
  });
}

function valueIn(context: ContextAccess, key: string): JsonValue {
  const path = pathOf(key);
  return path === null ? null : maskJson(valueAt(context.read(), path) ?? null);
}
