import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { drain } from '../../src/command/drain.js';
import { OutputReader } from '../../src/command/output-reader.js';

const CHUNKS = Array.from({ length: 10 }, (_, i) => `${i}\n`);

function readInto(lines: string[], stream: Readable): OutputReader {
  return new OutputReader(stream, (line) => lines.push(line));
}

describe('drain', () => {
  it('waits for output that is closed', async () => {
    const lines: string[] = [];
    const readers = [Readable.from(CHUNKS.map(Buffer.from)), Readable.from([])].map((stream) => readInto(lines, stream));
    await expect(drain(readers)).resolves.toBe(true);
    expect(lines).toHaveLength(10);
  });

  it('reads what is there of output that is held open, though its time is over, then closes it', async () => {
    const lines: string[] = [];
    const stream = new PassThrough();
    for (const chunk of CHUNKS) stream.write(chunk);
    // Every chunk takes longer than all of them may.
    const reader = new OutputReader(stream, (line) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      lines.push(line);
    });
    await expect(drain([reader], 0)).resolves.toBe(false);
    expect(lines).toHaveLength(10);
    expect(stream.destroyed).toBe(true);
  });

  it('does not cut output that is closed, only read late', async () => {
    const lines: string[] = [];
    const stream = new PassThrough();
    for (const chunk of CHUNKS) stream.write(chunk);
    stream.end();
    await expect(drain([readInto(lines, stream)], 0)).resolves.toBe(true);
    expect(lines).toHaveLength(10);
  });

  it('ends with output that is filled as fast as it is read', async () => {
    const stream = new Readable({
      read() {
        this.push('again\n');
      },
    });
    await expect(drain([readInto([], stream)], 0)).resolves.toBe(false);
    expect(stream.destroyed).toBe(true);
  });

  it('rejects with what hearing a line threw', async () => {
    const stream = new PassThrough();
    const reader = new OutputReader(stream, () => {
      throw new Error('boom');
    });
    stream.end('a\n');
    await expect(drain([reader])).rejects.toThrow('boom');
  });
});
