import type { JsonValue } from '@autotrail/core';
import type { DiskFile } from '../disk/disk.js';

/** What is missing from an output: so many messages, which would have taken so many bytes. */
export interface Loss {
  readonly messages: number;
  readonly bytes: number;
}

/** What a line of an output file says: a message, or what was left out at this place. */
export type OutputLine =
  | { readonly message: JsonValue }
  | {
      readonly leftOut: Loss;
      /** Whether it corrects the line before, which says the same of an earlier time. */
      readonly replaces?: true;
    };

const NEWLINE = 0x0a;
const CHUNK_BYTES = 65_536;

/** A line, as it is written. */
export function outputLine(line: OutputLine): Uint8Array {
  return Buffer.from(`${JSON.stringify(line)}\n`);
}

/** The messages in an output file. What was left out is told by a text in its place; the beginning of a line that has no end is not. */
export async function* messagesIn(file: Pick<DiskFile, 'read'>): AsyncGenerator<JsonValue, void, void> {
  let loss: Loss | null = null;
  for await (const bytes of wholeLines(file)) {
    const line = parseLine(bytes);
    const isCorrected = 'leftOut' in line && line.replaces === true;
    if (loss !== null && !isCorrected) yield lossText(loss);
    loss = 'leftOut' in line ? line.leftOut : null;
    if ('message' in line) yield line.message;
  }
  if (loss !== null) yield lossText(loss);
}

/** What a reader is shown in the place of what was left out. */
function lossText({ messages, bytes }: Loss): string {
  return `[${messages} message${messages === 1 ? '' : 's'} (${bytes} bytes) left out here]`;
}

/** Reads no more than one line ahead: a line is as long as a message may be. */
async function* wholeLines(file: Pick<DiskFile, 'read'>): AsyncGenerator<Uint8Array, void, void> {
  const chunk = new Uint8Array(CHUNK_BYTES);
  let begun: Uint8Array[] = [];
  for (let position = 0; ; ) {
    const came = await file.read(chunk, position);
    if (came === 0) return;
    position += came;
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1 && end < came; end = chunk.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...begun, chunk.subarray(start, end)]);
      begun = [];
      start = end + 1;
    }
    begun.push(chunk.slice(start, came));
  }
}

function parseLine(bytes: Uint8Array): OutputLine {
  try {
    const line: unknown = JSON.parse(Buffer.from(bytes).toString());
    if (isOutputLine(line)) return line;
  } catch {
    // The beginning of a line, by a process that was killed, and then a whole one by the next.
  }
  return { leftOut: { messages: 1, bytes: bytes.length } };
}

function isOutputLine(line: unknown): line is OutputLine {
  if (typeof line !== 'object' || line === null) return false;
  if ('message' in line) return true;
  return 'leftOut' in line && isLoss(line.leftOut);
}

function isLoss(loss: unknown): boolean {
  return typeof loss === 'object' && loss !== null && 'messages' in loss && 'bytes' in loss;
}
