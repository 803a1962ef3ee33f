import { AutoTrailError, messageOf } from '@autotrail/core';
import type { PackedError } from './messages.js';

/** What of something that was thrown can be sent to another process. */
export function packError(thrown: unknown): PackedError {
  const message = messageOf(thrown);
  if (!(thrown instanceof Error) && !AutoTrailError.is(thrown)) return { message };
  const { name, stack, code } = thrown as Error & { readonly code?: unknown };
  return {
    message,
    // A class that gave itself no name goes by the one it was declared under.
    name: String(name === 'Error' ? (thrown.constructor?.name ?? name) : name),
    ...(stack !== undefined && { stack: String(stack) }),
    ...(typeof code === 'string' && { code }),
    ...(AutoTrailError.is(thrown) && {
      autotrail: {
        ...(thrown.hint !== undefined && { hint: thrown.hint }),
        ...(thrown.details !== undefined && { details: thrown.details }),
      },
    }),
  };
}

/** An error that says what one in another process said. Its class is lost, but for AutoTrail's own. */
export function unpackError({ message, name, stack, code, autotrail }: PackedError): Error {
  const error = autotrail === undefined ? new Error(message) : new AutoTrailError(code ?? '', message, autotrail);
  const hidden = { configurable: true, writable: true };
  if (stack !== undefined) Object.defineProperty(error, 'stack', { ...hidden, value: stack });
  if (autotrail !== undefined) return error;
  if (name !== undefined) Object.defineProperty(error, 'name', { ...hidden, value: name });
  return code === undefined ? error : Object.assign(error, { code });
}
