import { AutoTrailError } from '@autotrail/core';

/** What was asked for; `null` if the server was gone. */
export async function unlessGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (AutoTrailError.is(error) && error.code === 'AUTOTRAIL_SERVER_GONE') return null;
    throw error;
  }
}
