import { AutoTrailError } from '../autotrail-error.js';
import type { Address } from './address.js';
import { connect } from './connect.js';
import { errnoOf } from './errno.js';

/** Whoever answers at an address; `trail` is null if it does not say in time which one it serves. */
export interface Occupant {
  readonly trail: string | null;
}

/** Finds out who answers at an address; null is nobody. */
export async function probe(address: Address, timeoutMs: number): Promise<Occupant | null> {
  try {
    const connection = await connect(address, { timeoutMs });
    void connection.close();
    const { trail } = connection.hello;
    return { trail: typeof trail === 'string' ? trail : null };
  } catch (error) {
    // Any other failure, such as a full queue or a missing permission, may come from a server that lives.
    const errno = AutoTrailError.is(error) ? errnoOf(error.cause) : undefined;
    return errno === 'ECONNREFUSED' || errno === 'ENOENT' ? null : { trail: null };
  }
}
