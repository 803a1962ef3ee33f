import { describe, expect, it } from 'vitest';
import { KEPT_BYTES_AT_EACH_END, MessageLog } from '../../src/trail/message-log.js';

/** A message of so many bytes of JSON. */
function sized(bytes: number, letter: string): string {
  return letter.repeat(bytes - 2);
}

function logOf(...messages: readonly string[]): readonly unknown[] {
  const log = new MessageLog();
  for (const message of messages) log.push(message);
  return log.all();
}

describe('A message log', () => {
  const full = sized(KEPT_BYTES_AT_EACH_END, 'a');

  it('keeps at its beginning what just fits', () => {
    const next = sized(KEPT_BYTES_AT_EACH_END, 'b');
    expect(logOf(full, next, 'c')).toEqual([full, '(1 messages left out)', 'c']);
  });

  it('keeps at its end what just fits', () => {
    const [one, other] = ['b', 'c'].map((letter) => sized(KEPT_BYTES_AT_EACH_END / 2, letter)) as [string, string];
    expect(logOf(full, one, other)).toEqual([full, one, other]);
    expect(logOf(full, one, other, 'd')).toEqual([full, '(1 messages left out)', other, 'd']);
  });
});
