import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileTail } from '../../../src/command/outliving/file-tail.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autotrail-'));
  file = join(folder, 'it');
  await writeFile(file, '');
});

afterEach(() => rm(folder, { recursive: true }));

/** Reads the next that comes. */
function next(tail: FileTail): Promise<string> {
  return new Promise((resolve) => tail.once('data', (chunk) => resolve(String(chunk))));
}

describe('FileTail', () => {
  it('reads what is there, waits, and reads on when it is told that there is more', async () => {
    await writeFile(file, 'a');
    const tail = await FileTail.open(file);
    expect(await next(tail)).toBe('a');
    for (const more of ['b', 'c']) {
      const coming = next(tail);
      await appendFile(file, more);
      tail.wake();
      expect(await coming).toBe(more);
    }
    tail.destroy();
  });

  it('ends where the file did when it was told to finish, whoever goes on writing', async () => {
    const all = 'x'.repeat(1_000_000);
    await writeFile(file, all);
    const tail = await FileTail.open(file);
    await tail.finish();
    await appendFile(file, 'more');
    expect(await text(tail)).toBe(all);
  });

  it('loses nothing that is written while it reads', async () => {
    const tail = await FileTail.open(file);
    const heard = text(tail);
    for (let i = 0; i < 500; i++) {
      await appendFile(file, `${i}\n`);
      tail.wake();
    }
    await tail.finish();
    expect(await heard).toBe(Array.from({ length: 500 }, (_, i) => `${i}\n`).join(''));
  });

  it('ends also where the file was cut meanwhile', async () => {
    await writeFile(file, 'abc');
    const tail = await FileTail.open(file);
    expect(await next(tail)).toBe('abc');
    await writeFile(file, '');
    const rest = text(tail);
    await tail.finish();
    expect(await rest).toBe('');
  });

  it('may be told of changes when it is closed', async () => {
    const tail = await FileTail.open(file);
    tail.destroy();
    tail.wake();
    await tail.finish();
    expect(tail.destroyed).toBe(true);
  });
});
