import { appendFileSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '@autotrail/core';
import { Deferred } from '@autotrail/layer1';
import { afterEach, describe, expect, it } from 'vitest';
import { systemDisk } from '../../src/disk/system-disk.js';
import { OutputFiles, type OutputFilesOptions } from '../../src/run/output-files.js';
import { type DiskStep, faultyDisk } from '../support/faulty-disk.js';
import { temporaryFolder } from '../support/folders.js';

const FIRST = { n: 0, attempt: 1 };
const opened: OutputFiles[] = [];
const newFolder = (): string => join(temporaryFolder(), 'output');
const files = (folder: string, more: Partial<OutputFilesOptions> = {}): OutputFiles => {
  const store = new OutputFiles({ disk: systemDisk, folder, ...more });
  opened.push(store);
  return store;
};

afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));

async function kept(store: OutputFiles): Promise<JsonValue[]> {
  const messages: JsonValue[] = [];
  for await (const { message } of store.read()) messages.push(message);
  return messages;
}

/** What somebody reads who comes after a crash. */
const keptIn = (folder: string): Promise<JsonValue[]> => kept(files(folder));
const leftOut = (messages: number): JsonValue =>
  expect.stringMatching(new RegExp(`^\\[${messages} messages? \\(\\d+ bytes\\) left out here\\]$`));

/** A disk that fails when it is told to, and one that takes its time. */
function moodyDisk() {
  const mood = { failing: [] as DiskStep['operation'][], gate: null as Deferred<void> | null };
  const disk = faultyDisk(async ({ operation }) => {
    if (operation === 'append') await mood.gate?.promise;
    if (mood.failing.includes(operation)) throw Object.assign(new Error(`ENOSPC: ${operation}`), { code: 'ENOSPC' });
  });
  return { disk, mood };
}

describe('output files', () => {
  it('give back what was written, in the order of steps, attempts and messages', async () => {
    const folder = newFolder();
    const store = files(folder);
    const wanted: { n: number; attempt: number; message: JsonValue }[] = [];
    for (const n of [10, 9, 2])
      for (const attempt of [2, 11, 1]) for (const message of ['a\nb', null, { deep: [1] }]) wanted.push({ n, attempt, message });
    for (const { message, ...attempt } of wanted) store.write(attempt, message);
    const read: unknown[] = [];
    for await (const each of store.read()) read.push(each);
    expect(read).toEqual(wanted.sort((a, b) => a.n - b.n || a.attempt - b.attempt));
    expect(readdirSync(folder).sort()).toEqual(['10.1', '10.11', '10.2', '2.1', '2.11', '2.2', '9.1', '9.11', '9.2']);
  });

  it('are made by the first message, and none before', async () => {
    const folder = newFolder();
    const store = files(folder);
    expect(await kept(store)).toEqual([]);
    expect(store.flush()).toBeUndefined();
    await store.close();
    await store.close();
    expect(() => statSync(folder)).toThrow('ENOENT');
  });

  it('would survive the end of the process once they are flushed', async () => {
    const folder = newFolder();
    const store = files(folder);
    store.write(FIRST, 'one');
    store.write(FIRST, 'two');
    await store.flush();
    expect(readFileSync(join(folder, '0.1'), 'utf8')).toBe('{"message":"one"}\n{"message":"two"}\n');
    expect([statSync(join(folder, '0.1')).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(store.flush()).toBeUndefined();
  });

  it('leave out a line that a crash cut, and go on after it', async () => {
    const folder = newFolder();
    const store = files(folder);
    store.write(FIRST, 'one');
    store.write(FIRST, 'two');
    await store.close();
    truncateSync(join(folder, '0.1'), 25);
    expect(await keptIn(folder)).toEqual(['one']);
    const next = files(folder);
    next.write(FIRST, 'three');
    expect(await kept(next)).toEqual(['one', leftOut(1), 'three']);
  });

  it('hold up to so many bytes of an attempt, and say how much more there was', async () => {
    const folder = newFolder();
    const store = files(folder, { maxBytes: 100 });
    for (let i = 0; i < 20; i += 1) store.write(FIRST, `number ${i}`);
    store.write({ n: 1, attempt: 1 }, 'another step');
    await store.flush();
    const four = ['number 0', 'number 1', 'number 2', 'number 3'];
    expect(await keptIn(folder)).toEqual([...four, leftOut(16), 'another step']);
    for (let round = 0; round < 50; round += 1) {
      store.write(FIRST, 'x');
      await store.flush();
    }
    expect(await keptIn(folder)).toEqual([...four, leftOut(66), 'another step']);
    expect(statSync(join(folder, '0.1')).size).toBeLessThan(100 + 2 * 70);
  });

  it('say of a loss as soon as there is one, before anybody flushes', async () => {
    const folder = newFolder();
    const store = files(folder, { maxBytes: 10 });
    store.write(FIRST, 'too long for it');
    // Its job comes after the one that writes the message.
    await store.forget({ n: 1, attempt: 1 });
    expect(readFileSync(join(folder, '0.1'), 'utf8')).toBe('{"leftOut":{"messages":1,"bytes":30}}\n');
  });

  it('hold at most so many files open, and lose nothing by it', async () => {
    const folder = newFolder();
    let open = 0;
    let most = 0;
    const disk = faultyDisk(async () => {});
    const counting = <T extends { close(): Promise<void> } | null>(file: T): T => {
      if (file === null) return file;
      open += 1;
      most = Math.max(most, open);
      const close = file.close;
      return { ...file, close: () => close().finally(() => (open -= 1)) };
    };
    const counted = {
      ...disk,
      open: async (path: string) => counting(await disk.open(path)),
      create: async (path: string) => counting(await disk.create(path)),
    };
    const store = files(folder, { disk: counted, maxOpenFiles: 4 });
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 30; n += 1) store.write({ n, attempt: 1 }, round);
      await store.flush();
    }
    expect([most, open]).toEqual([4, 4]);
    expect(await kept(store)).toEqual(Array.from({ length: 30 }, () => [0, 1, 2]).flat());
    await store.close();
    expect(open).toBe(0);
  });

  it.each(['append', 'open', 'create', 'makeFolder'] as const)(
    'go on after %s failed, and say what was lost',
    async (operation) => {
      const folder = newFolder();
      const { disk, mood } = moodyDisk();
      const store = files(folder, { disk, maxOpenFiles: 1 });
      mood.failing = [operation, 'truncate'];
      store.write(FIRST, 'lost');
      store.write({ n: 1, attempt: 1 }, 'lost');
      await store.flush();
      store.write(FIRST, 'lost, too');
      await store.flush();
      mood.failing = [];
      store.write(FIRST, 'kept');
      store.write({ n: 1, attempt: 1 }, 'kept');
      await store.close();
      expect(await keptIn(folder)).toEqual([leftOut(2), 'kept', leftOut(1), 'kept']);
      expect(readFileSync(join(folder, '0.1'), 'utf8').split('\n')).toHaveLength(3);
    },
  );

  it('say of a loss at last, if the disk takes it', async () => {
    const folder = newFolder();
    const { disk, mood } = moodyDisk();
    const store = files(folder, { disk });
    store.write(FIRST, 'kept');
    await store.flush();
    mood.failing = ['append'];
    store.write(FIRST, 'lost');
    await store.flush();
    expect(await keptIn(folder)).toEqual(['kept']);
    mood.failing = [];
    await store.flush();
    expect(await keptIn(folder)).toEqual(['kept', leftOut(1)]);
  });

  it('drop what comes while too much waits for a slow disk, in its place', async () => {
    const folder = newFolder();
    const { disk, mood } = moodyDisk();
    const store = files(folder, { disk, maxWaitingBytes: 100 });
    mood.gate = new Deferred();
    for (let i = 0; i < 1_000; i += 1) store.write(FIRST, 'x');
    mood.gate.resolve();
    await store.flush();
    store.write(FIRST, 'later');
    const messages = await kept(store);
    expect(messages).toEqual([...Array.from({ length: 6 }, () => 'x'), leftOut(994), 'later']);
  });

  it('forget an attempt, and keep what it says after that', async () => {
    const folder = newFolder();
    const store = files(folder);
    store.write(FIRST, 'old');
    store.write({ n: 1, attempt: 1 }, 'another');
    const forgotten = store.forget(FIRST);
    store.write(FIRST, 'new');
    await forgotten;
    expect(await kept(store)).toEqual(['new', 'another']);
    await store.forget(FIRST);
    await store.forget({ n: 7, attempt: 7 });
    expect(readdirSync(folder)).toEqual(['1.1']);
  });

  it('follow no symbolic link, and say why the output is missing', async () => {
    const folder = newFolder();
    await systemDisk.makeFolder(folder);
    const target = join(temporaryFolder(), 'precious');
    appendFileSync(target, 'precious');
    symlinkSync(target, join(folder, '0.1'));
    const store = files(folder);
    store.write(FIRST, 'x');
    await store.flush();
    expect(await kept(store)).toEqual([expect.stringContaining('could not be read')]);
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });

  it('tell what is in them as far as it can be read', async () => {
    const folder = newFolder();
    const { disk, mood } = moodyDisk();
    const store = files(folder, { disk });
    store.write(FIRST, 'x');
    await store.flush();
    mood.failing = ['read'];
    expect(await kept(store)).toEqual(['[The rest could not be read: ENOSPC: read]']);
  });

  it('take no message that cannot be written as JSON, and nothing once they are closed', async () => {
    const folder = newFolder();
    const store = files(folder);
    const cyclic: JsonValue[] = [];
    cyclic.push(cyclic);
    store.write(FIRST, cyclic);
    await store.close();
    store.write(FIRST, 'late');
    expect(await keptIn(folder)).toEqual([leftOut(1)]);
  });
});
