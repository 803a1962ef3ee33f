import type { JsonValue } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OutputEntry, type OutputState, outputState, planBatch } from '../../src/run/output-batch.js';
import { messagesIn, outputLine } from '../../src/run/output-lines.js';

async function messages(bytes: Buffer): Promise<JsonValue[]> {
  const file = { read: async (into: Uint8Array, position: number) => bytes.copy(into, 0, position, position + into.length) };
  const found: JsonValue[] = [];
  for await (const message of messagesIn(file)) found.push(message);
  return found;
}

/** Messages and losses of a text that a reader is shown. */
function tally(shown: readonly JsonValue[]): { kept: JsonValue[]; lost: number } {
  const isLoss = (message: JsonValue): message is string => typeof message === 'string';
  const lost = shown.filter(isLoss).reduce((sum, text) => sum + Number(/^\[(\d+) message/.exec(text)?.[1]), 0);
  return { kept: shown.filter((message) => !isLoss(message)), lost };
}

const entry = fc.oneof(fc.constant('message' as const), fc.integer({ min: 1, max: 9 }));
/** Batches; each may fail at its cut, or at any byte it adds. */
const batches = fc.array(
  fc.record({ entries: fc.array(entry, { maxLength: 4 }), upToDate: fc.boolean(), failsAt: fc.option(fc.nat({ max: 80 })) }),
  { maxLength: 12 },
);

describe('a batch of output', () => {
  it('leaves a file that never lies, wherever writes failed, and knows of every message whether it was kept', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.integer({ min: 0, max: 300 }), async (all, maxBytes) => {
        let [state, file, sent]: [OutputState, Buffer, number] = [outputState(0, false), Buffer.alloc(0), 0];
        for (const { entries, upToDate, failsAt } of all) {
          const made = entries.map(
            (each): OutputEntry => (each === 'message' ? outputLine({ message: sent++ }) : { messages: each, bytes: 1 }),
          );
          sent += entries.reduce<number>((sum, each) => sum + (each === 'message' ? 0 : each), 0);
          const batch = planBatch(state, made, { maxBytes, upToDate });
          const fails = failsAt !== null && failsAt <= batch.bytes.length;
          if (batch.cutTo !== null && failsAt !== 0) file = file.subarray(0, batch.cutTo);
          file = Buffer.concat([file, batch.bytes.subarray(0, fails ? failsAt : batch.bytes.length)]);
          state = fails ? batch.failed : batch.written;
          const whole = tally(await messages(file.subarray(0, state.size)));
          expect(whole.kept).toEqual([...whole.kept].sort((a, b) => Number(a) - Number(b)));
          expect(whole.kept.length + whole.lost).toBe(sent - state.lost.messages + (state.told === 0 ? 0 : toldIn(file, state)));
          if (!fails && upToDate) expect(whole.kept.length + whole.lost).toBe(sent);
          if (!fails) expect(file.length).toBe(state.size);
        }
      }),
    );
  });

  /** What the end of the file says of the loss that is going on. */
  function toldIn(file: Buffer, state: OutputState): number {
    const last = file.subarray(0, state.size).toString().trim().split('\n').at(-1) ?? '{}';
    return JSON.parse(last).leftOut.messages;
  }

  it('takes back a line of a former process only by ending it', () => {
    const { cutTo, bytes } = planBatch(outputState(5, true), [outputLine({ message: 1 })], { maxBytes: 99, upToDate: false });
    expect([cutTo, Buffer.from(bytes).toString()]).toEqual([null, '\n{"message":1}\n']);
  });
});

describe('an output file', () => {
  it('is read as it was written, whatever is in the messages', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), async (written) => {
        const values = JSON.parse(JSON.stringify(written)) as JsonValue[];
        expect(await messages(Buffer.concat(values.map((message) => outputLine({ message }))))).toEqual(values);
      }),
    );
  });

  it('is read whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const shown = await messages(Buffer.from(bytes));
        expect(shown.length).toBe(bytes.filter((byte) => byte === 0x0a).length);
      }),
    );
  });

  it('is read over the borders of what is read at a time', async () => {
    const long = 'ü'.repeat(100_000);
    expect(await messages(Buffer.concat([long, 'short', long].map((message) => outputLine({ message }))))).toEqual([
      long,
      'short',
      long,
    ]);
  });
});
