import { describe, expect, it } from 'vitest';
import { SimulatedDisk } from '../../src/index.js';

const NOTHING = (): boolean => false;

async function diskWith(path: string, text: string): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  disk.put(path, Buffer.from(text));
  return disk;
}

function textOf(disk: SimulatedDisk, path: string): string | undefined {
  const bytes = disk.files().get(path);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

describe('SimulatedDisk', () => {
  it('does what a disk does', async () => {
    const disk = new SimulatedDisk();
    await disk.makeFolder('/a/b');
    expect(await disk.open('/a/b/file')).toBeNull();
    const file = await disk.create('/a/b/file');
    await file.append(Buffer.from('hello'));
    await file.truncate(4);
    expect(await file.size()).toBe(4);
    const into = new Uint8Array(8);
    expect(await file.read(into, 1)).toBe(3);
    await disk.link('/a/b/file', '/a/b/second');
    await disk.rename('/a/b/file', '/a/b/third');
    expect(await disk.list('/a/b')).toEqual(['second', 'third']);
    await file.append(Buffer.from('!'));
    expect([textOf(disk, '/a/b/second'), textOf(disk, '/a/b/third')]).toEqual(['hell!', 'hell!']);
    await disk.remove('/a');
    expect(await disk.list('/a/b')).toEqual([]);
    await file.close();
  });

  it('fails as a disk does', async () => {
    const disk = await diskWith('/a/file', 'x');
    await expect(disk.create('/a/file')).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(disk.link('/a/file', '/a/file')).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(disk.rename('/a/none', '/a/other')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(disk.create('/none/file')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(disk.syncFolder('/none')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(disk.open('/a')).rejects.toMatchObject({ code: 'EISDIR' });
    await disk.remove('/a/none');
  });

  it('loses in a power cut what was not synced: bytes with the file, names with their folder', async () => {
    const disk = await diskWith('/a/file', 'kept ');
    const file = await disk.open('/a/file');
    await file?.append(Buffer.from('synced'));
    await file?.sync();
    await file?.append(Buffer.from(' lost'));
    await disk.link('/a/file', '/a/lost');
    expect(textOf(disk.powerCut(NOTHING), '/a/file')).toBe('kept synced');
    expect(textOf(disk.powerCut(NOTHING), '/a/lost')).toBeUndefined();
    await disk.syncFolder('/a');
    expect(textOf(disk.powerCut(NOTHING), '/a/lost')).toBe('kept synced');
    expect(textOf(disk.copy(), '/a/lost')).toBe('kept synced lost');
    expect(textOf(disk, '/a/lost')).toBe('kept synced lost');
  });

  it('shows every disk that may be found after a power cut', async () => {
    const disk = await diskWith('/a/file', '');
    const file = await disk.open('/a/file');
    await file?.append(Buffer.from('ab'));
    await disk.link('/a/file', '/a/more');
    const found = [...disk.images({ sizeOnly: true })].map((image) => [textOf(image, '/a/file'), textOf(image, '/a/more')]);
    const one = ['', 'a', 'ab', '\0\0'];
    expect(found).toEqual(
      one.flatMap((text) => [
        [text, undefined],
        [text, text],
      ]),
    );
  });

  it('numbers its calls, and lets those fail that are planned to', async () => {
    const disk = await diskWith('/a/file', '');
    disk.plan = ({ site }) =>
      [null, { code: 'ENOSPC', done: 2 }, { code: 'EIO', done: 'all' as const }, { code: 'EIO' }][site] ?? null;
    const file = await disk.open('/a/file');
    await expect(file?.append(Buffer.from('abc'))).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(file?.append(Buffer.from('de'))).rejects.toMatchObject({ code: 'EIO' });
    await expect(file?.append(Buffer.from('f'))).rejects.toMatchObject({ code: 'EIO' });
    expect(textOf(disk, '/a/file')).toBe('abde');
    expect(disk.calls.map(({ site, operation }) => [site, operation])).toEqual([
      [0, 'open'],
      [1, 'append'],
      [2, 'append'],
      [3, 'append'],
    ]);
  });

  it('never brings to the disk what a failed sync has left out', async () => {
    const disk = await diskWith('/a/file', '');
    const file = await disk.open('/a/file');
    await file?.append(Buffer.from('gone'));
    disk.plan = () => ({ code: 'EIO' });
    await expect(file?.sync()).rejects.toMatchObject({ code: 'EIO' });
    disk.plan = () => null;
    await file?.sync();
    expect(textOf(disk.powerCut(NOTHING), '/a/file')).toBe('');
    expect(textOf(disk, '/a/file')).toBe('gone');
  });

  it('is held up until it is let go', async () => {
    const disk = await diskWith('/a/file', 'x');
    let letGo = (): void => {};
    const held = new Promise<null>((resolve) => {
      letGo = () => resolve(null);
    });
    disk.plan = () => held;
    const removed = disk.remove('/a/file');
    await Promise.resolve();
    expect(textOf(disk, '/a/file')).toBe('x');
    letGo();
    await removed;
    expect(textOf(disk, '/a/file')).toBeUndefined();
  });
});
