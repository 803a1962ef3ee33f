import { createHash, timingSafeEqual } from 'node:crypto';
import { coreError } from '../errors.js';
import type { JsonObject } from '../json.js';

/** 22 characters of base64url hold 128 bits. */
const TOKEN = /^[\x21-\x7e]{22,}$/;

/** Lets a first line pass, or throws. */
export type Gate = (first: JsonObject, wire: 1 | 2) => void;

/**
 * Answers the token, unless it can be guessed.
 *
 * @throws `AUTOTRAIL_BAD_TOKEN` if it has less than 22 characters, or others than printable ASCII. The error does not show it.
 */
export function checkToken(token: string): string {
  if (TOKEN.test(token)) return token;
  throw coreError('AUTOTRAIL_BAD_TOKEN', { found: 'one that is shorter, or has other characters' });
}

/**
 * The gate of a server with this token: through it goes who opens version 2 of the wire with the token. A request of version 1 is
 * refused whatever it holds: that version knows no tokens. Without a token all pass.
 *
 * @throws `AUTOTRAIL_BAD_TOKEN`; the gate throws `AUTOTRAIL_UNAUTHORISED`, whatever is wrong.
 */
export function tokenGate(token: string | undefined): Gate {
  if (token === undefined) return () => {};
  const expected = digest(checkToken(token));
  return ({ token: given }, wire) => {
    // Digests are of one length, and how much of them is equal says nothing about the token.
    const isRight = typeof given === 'string' && timingSafeEqual(digest(given), expected);
    if (wire === 1 || !isRight) throw coreError('AUTOTRAIL_UNAUTHORISED');
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
