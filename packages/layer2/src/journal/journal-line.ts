/**
 * One line of a journal: `["<length> <length check> <check>",<record>]` and a newline. The record is JSON, and so is the line, so
 * that the usual tools read a journal (`jq -c '.[1]'`). The length is that of the record, in bytes; all three numbers have eight
 * digits of lower-case hexadecimal.
 *
 * Every byte is covered: those of the record by the check, the digits of the length by the length check, and all others can be
 * nothing but what they are. The length has a check of its own because it is believed before the record is seen whole: a flipped
 * bit in it must not make a line look incomplete, for what is incomplete is cut.
 *
 * Each check goes on from the one before, over all lines: one that is missing, doubled or in another's place is found.
 */
import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';

/** Why some bytes are no line. */
export interface LineFault {
  readonly expected: string;
  readonly found: string;
}

/** A line that was found whole. */
export interface WholeLine {
  /** Bytes of the line with its newline. */
  readonly size: number;
  readonly check: number;
  /** The record. */
  readonly text: string;
}

/** The beginning of a line, without a fault as far as it goes. */
export interface PartOfLine {
  /** Bytes that it takes to know more. */
  readonly needs: number;
}

const HEAD = /^\["[0-9a-f]{8} [0-9a-f]{8} [0-9a-f]{8}",$/;
const BLANK_HEAD = '["00000000 00000000 00000000",';
const END = ']\n';
const LENGTH_AT = 2;
const LENGTH_CHECK_AT = 11;
const CHECK_AT = 20;
const DIGITS = 8;

/** A line for a record in JSON. @param before - the check of the line before; 0 for the first line */
export function encodeLine(text: string, before: number): { readonly bytes: Buffer; readonly check: number } {
  const record = Buffer.from(text);
  const length = digits(record.length);
  const lengthCheck = crc32(length, before);
  // The CRC-32 of zlib: it finds all errors of up to 32 bits in a row, however long the record, and Node has it built in.
  const check = crc32(record, lengthCheck);
  const head = Buffer.from(`["${length} ${digits(lengthCheck)} ${digits(check)}",`, 'latin1');
  return { bytes: Buffer.concat([head, record, Buffer.from(END, 'latin1')]), check };
}

/** Reads the line that some bytes begin with. @param before - the check of the line before; 0 for the first line */
export function decodeLine(bytes: Buffer, before: number): WholeLine | PartOfLine | LineFault {
  const head = bytes.toString('latin1', 0, BLANK_HEAD.length);
  const fault = faultOfHead(head, before);
  if (fault !== null) return fault;
  if (head.length < BLANK_HEAD.length) return { needs: BLANK_HEAD.length };

  const size = BLANK_HEAD.length + numberAt(head, LENGTH_AT) + END.length;
  return bytes.length < size ? { needs: size } : decodeRecord(bytes.subarray(0, size), head);
}

function decodeRecord(line: Buffer, head: string): WholeLine | LineFault {
  const end = line.length - END.length;
  const tail = line.toString('latin1', end);
  if (tail !== END) return { expected: `${JSON.stringify(END)} after the record`, found: JSON.stringify(tail) };
  const record = line.subarray(BLANK_HEAD.length, end);
  const check = crc32(record, numberAt(head, LENGTH_CHECK_AT));
  const stated = numberAt(head, CHECK_AT);
  if (check !== stated) return { expected: `a record with the check ${digits(stated)}`, found: `one with ${digits(check)}` };
  if (!isUtf8(record)) return { expected: 'a record in UTF-8', found: 'bytes that are none' };
  return { size: line.length, check, text: record.toString() };
}

/** What is wrong with the head of a line, or with as much of it as is there. */
function faultOfHead(head: string, before: number): LineFault | null {
  // The shape leaves each number one spelling: an upper-case digit is a lower-case one with one bit flipped.
  if (!HEAD.test(head.length < BLANK_HEAD.length ? head + BLANK_HEAD.slice(head.length) : head)) {
    return { expected: `the head of a line, such as ${BLANK_HEAD}`, found: JSON.stringify(head) };
  }
  if (head.length < LENGTH_CHECK_AT + DIGITS) return null;
  const lengthCheck = crc32(head.slice(LENGTH_AT, LENGTH_AT + DIGITS), before);
  const stated = numberAt(head, LENGTH_CHECK_AT);
  if (stated === lengthCheck) return null;
  return {
    expected: `a length with the check ${digits(stated)}, after the line before`,
    found: `one with ${digits(lengthCheck)}`,
  };
}

function numberAt(head: string, at: number): number {
  return Number.parseInt(head.slice(at, at + DIGITS), 16);
}

function digits(value: number): string {
  return value.toString(16).padStart(DIGITS, '0');
}
