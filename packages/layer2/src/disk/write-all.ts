import type { FileHandle } from 'node:fs/promises';

/** Writes all of some bytes: one write may take just a part of them, on a disk that is nearly full for one. */
export async function writeAll(file: Pick<FileHandle, 'write'>, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written);
    if (bytesWritten === 0) throw new Error(`the system took ${written} of ${bytes.length} bytes, and no more`);
    written += bytesWritten;
  }
}
