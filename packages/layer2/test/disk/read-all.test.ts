import type { FileHandle } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readAll } from '../../src/disk/read-all.js';

/** A file that gives as many bytes at a time as it is told to. */
function slowFile(content: Uint8Array, ...gives: number[]): Pick<FileHandle, 'read'> {
  const read = async (into: Uint8Array, ...where: [number, number, number]): Promise<{ bytesRead: number }> => {
    const [offset, length, position] = where;
    const part = content.subarray(position, position + Math.min(length, gives.shift() ?? length));
    into.set(part, offset);
    return { bytesRead: part.length };
  };
  return { read } as unknown as Pick<FileHandle, 'read'>;
}

describe('reading all that a buffer holds', () => {
  it('goes on after a read that brought just a part', async () => {
    const into = new Uint8Array(5);
    expect(await readAll(slowFile(Uint8Array.of(1, 2, 3, 4, 5, 6, 7), 1, 2), into, 1)).toBe(5);
    expect([...into]).toEqual([2, 3, 4, 5, 6]);
  });

  it('ends where the file ends', async () => {
    const into = new Uint8Array(5);
    expect(await readAll(slowFile(Uint8Array.of(1, 2, 3), 1), into, 1)).toBe(2);
    expect(await readAll(slowFile(Uint8Array.of(1, 2, 3)), into, 3)).toBe(0);
  });
});
