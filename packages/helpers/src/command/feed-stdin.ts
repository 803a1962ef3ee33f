import type { Writable } from 'node:stream';
import type { JsonValue } from '@autotrail/core';

/**
 * Writes the messages for a command to its stdin, each ended by a newline; what is no string is written as JSON. A command that does
 * not read, or reads no more, is no mistake.
 */
export async function feedStdin(stdin: Writable, messages: AsyncIterable<JsonValue>): Promise<void> {
  // Without a listener an EPIPE would end this process.
  stdin.on('error', () => {});
  for await (const message of messages) {
    if (!stdin.writable) return;
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    stdin.write(text.endsWith('\n') ? text : `${text}\n`);
  }
}
