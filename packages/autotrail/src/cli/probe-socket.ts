import { AutoTrailError } from '@autotrail/core';
import { connect } from '@autotrail/core/socket';

/** Who is behind a socket: a server that answers, one that takes connections but does not answer in time, or nobody. */
export type Presence = 'answers' | 'silent' | 'nobody';

/** How long a server may take to answer, in milliseconds, unless said otherwise. */
const PATIENCE_MS = 2000;

/** What connecting to a socket comes to that nobody listens on. */
const NOBODY: readonly unknown[] = ['ECONNREFUSED', 'ENOENT'];

/**
 * Finds out who is behind a socket. A server that is busy, stopped or full is still one: what is meant for it must not go elsewhere.
 *
 * @param patienceMs - how long it may take to answer, in milliseconds
 */
export async function probeSocket(socket: string, patienceMs = PATIENCE_MS): Promise<Presence> {
  try {
    const connection = await connect(socket, { timeoutMs: patienceMs });
    await connection.close();
    return 'answers';
  } catch (error) {
    return NOBODY.includes(errnoOf(error)) ? 'nobody' : 'silent';
  }
}

/** The run that the server behind a socket is at work on, if it serves that trail; `null` if that cannot be told in time. */
export async function runServedAt(socket: string, trail: string): Promise<string | null> {
  try {
    const connection = await connect(socket, { timeoutMs: PATIENCE_MS });
    await connection.close();
    const { hello } = connection;
    return hello.trail === trail && typeof hello.run === 'string' ? hello.run : null;
  } catch {
    return null;
  }
}

function errnoOf(error: unknown): unknown {
  const cause = AutoTrailError.is(error) ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}
