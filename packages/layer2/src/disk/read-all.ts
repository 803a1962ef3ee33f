import type { FileHandle } from 'node:fs/promises';

/** Reads until a buffer is full or the file ends, and answers how many bytes came: one read may bring just a part of them. */
export async function readAll(file: Pick<FileHandle, 'read'>, into: Uint8Array, position: number): Promise<number> {
  let came = 0;
  while (came < into.length) {
    const { bytesRead } = await file.read(into, came, into.length - came, position + came);
    if (bytesRead === 0) break;
    came += bytesRead;
  }
  return came;
}
