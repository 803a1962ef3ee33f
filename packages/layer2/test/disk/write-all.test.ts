import type { FileHandle } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { writeAll } from '../../src/disk/write-all.js';

/** A file that takes as many bytes at a time as it is told to. */
function slowFile(...takes: number[]): { file: Pick<FileHandle, 'write'>; taken: number[] } {
  const taken: number[] = [];
  const write = async (bytes: Uint8Array, offset: number, length: number): Promise<{ bytesWritten: number }> => {
    const bytesWritten = Math.min(takes.shift() ?? length, length);
    taken.push(...bytes.subarray(offset, offset + bytesWritten));
    return { bytesWritten };
  };
  return { file: { write } as Pick<FileHandle, 'write'>, taken };
}

describe('writing all of some bytes', () => {
  it('goes on after a write that took just a part, in order and with none twice', async () => {
    const { file, taken } = slowFile(1, 3, 2);
    await writeAll(file, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('fails, and does not go round for ever, if nothing more is taken', async () => {
    const { file } = slowFile(1, 0);
    await expect(writeAll(file, Uint8Array.of(1, 2))).rejects.toThrow('took 1 of 2 bytes');
  });

  it('does nothing for nothing', async () => {
    const { file, taken } = slowFile();
    await writeAll(file, new Uint8Array());
    expect(taken).toEqual([]);
  });
});
