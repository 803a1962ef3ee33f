import type { JsonObject, JsonValue } from '@autotrail/core';
import type { StandardSchema } from '@autotrail/layer1';

/**
 * A schema in the process of an isolated action, as the server sees it. What it makes of a value stays there: that need not be JSON.
 *
 * @param check - asks it why it does not take a value, or `null`
 * @param said - the schema as a JSON Schema, where it can say it so
 */
export function remoteSchema(
  check: (value: JsonValue) => Promise<string | null>,
  said: JsonObject | null,
): StandardSchema<unknown, JsonValue> {
  const validate = async (value: unknown) => {
    const why = await check(value as JsonValue);
    return why === null ? { value: value as JsonValue } : { issues: [{ message: why }] };
  };
  const jsonSchema = said === null ? {} : { jsonSchema: { input: () => said } };
  return { '~standard': { version: 1, vendor: 'autotrail', validate, ...jsonSchema } };
}
