import { AutoTrailError } from '@autotrail/core';
import type { TrailClient } from '@autotrail/layer2';
import { usageError } from '../errors.js';

/** Why a server does not answer a status with these fields: which of them there are not, if that is it. It is asked which there are. */
export async function whyNotFields(client: TrailClient, fields: readonly string[], error: unknown): Promise<unknown> {
  const cause = AutoTrailError.is(error) ? error.cause : undefined;
  if (!AutoTrailError.is(cause) || cause.code !== 'AUTOTRAIL_BAD_FIELD') return error;
  const [step = {}] = await client.status({ n: 0 });
  const known = Object.keys(step);
  const unknown = fields.filter((field) => !known.includes(field));
  return unknown.length === 0 ? error : usageError(`Expected fields among ${known.join(', ')}, got ${unknown.join(', ')}.`);
}
