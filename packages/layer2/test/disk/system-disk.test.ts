import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DiskFile } from '../../src/disk/disk.js';
import { systemDisk } from '../../src/disk/system-disk.js';
import { temporaryFolder } from '../support/folders.js';

const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);

function withUmask(umask: number): void {
  const before = process.umask(umask);
  onTestFinished(() => void process.umask(before));
}

async function closing(opened: Promise<DiskFile | null>): Promise<DiskFile> {
  const file = await opened;
  if (file === null) throw new Error('there is no such file');
  onTestFinished(() => file.close());
  return file;
}

const textOf = async (file: DiskFile, position = 0, size = 100): Promise<string> => {
  const into = Buffer.alloc(size);
  return into.toString('utf8', 0, await file.read(into, position));
};

describe('a file of the disk', () => {
  it.each([0o000, 0o022, 0o077])('is made for its owner alone under umask %o', async (umask) => {
    withUmask(umask);
    const path = join(temporaryFolder(), 'file');
    await closing(systemDisk.create(path));
    expect(modeOf(path)).toBe('600');
  });

  it('is appended to wherever it was read, by whichever handle, and knows its size', async () => {
    const path = join(temporaryFolder(), 'file');
    const one = await closing(systemDisk.create(path));
    const other = await closing(systemDisk.open(path));
    await one.append(Buffer.from('one '));
    expect(await textOf(other, 1, 2)).toBe('ne');
    await other.append(Buffer.from('two '));
    await one.append(Buffer.from('three'));
    await one.sync();
    expect([await textOf(other), await other.size()]).toEqual(['one two three', 13]);
    expect(await textOf(other, 13)).toBe('');
  });

  it('goes on at its new end after it was cut', async () => {
    const file = await closing(systemDisk.create(join(temporaryFolder(), 'file')));
    await file.append(Buffer.from('abcdef'));
    await file.truncate(2);
    await file.append(Buffer.from('x'));
    expect(await textOf(file)).toBe('abx');
  });

  it('is not made where something is, be it a symbolic link to nowhere', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'precious');
    symlinkSync(join(folder, 'target'), join(folder, 'link'));
    await expect(systemDisk.create(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(systemDisk.create(join(folder, 'link'))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('precious');
    expect(existsSync(join(folder, 'target'))).toBe(false);
  });

  it('is null if it is not there', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(await systemDisk.open(join(folder, 'none'))).toBeNull();
    expect(await systemDisk.open(join(folder, 'file', 'none'))).toBeNull();
  });

  it('is refused if it is a symbolic link, even to a file of this user', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'target'), '', { mode: 0o600 });
    symlinkSync(join(folder, 'target'), join(folder, 'link'));
    const message = expect.stringContaining('a symbolic link');
    for (const access of ['append', 'read'] as const) {
      const opening = systemDisk.open(join(folder, 'link'), access);
      await expect(opening).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FILE', message });
    }
  });

  it.each(['640', '604', '660', '666'])('is refused with mode %s, and left as it is', async (mode) => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'text');
    chmodSync(path, mode);
    const message = expect.stringContaining(`mode ${mode}`);
    await expect(systemDisk.open(path)).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FILE', message });
    expect([modeOf(path), readFileSync(path, 'utf8')]).toEqual([mode, 'text']);
  });

  it('is refused if it is no file, but a pipe, and a folder is none either', async () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', ['-m', '600', join(folder, 'pipe')]);
    const message = expect.stringContaining('something that is not a file');
    for (const access of ['append', 'read'] as const) {
      const opening = systemDisk.open(join(folder, 'pipe'), access);
      await expect(opening).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FILE', message });
    }
    await expect(systemDisk.open(folder)).rejects.toMatchObject({ code: 'EISDIR' });
    await expect(systemDisk.open(folder, 'read')).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FILE', message });
  });

  it('that is opened for reading can be read, and not be written', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'precious', { mode: 0o400 });
    const file = await closing(systemDisk.open(path, 'read'));
    expect([await textOf(file), await file.size()]).toEqual(['precious', 8]);
    await expect(file.append(Buffer.from('x'))).rejects.toMatchObject({ code: 'EBADF' });
    await expect(file.truncate(0)).rejects.toMatchObject({ code: 'EINVAL' });
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('is closed again when it is refused', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, '');
    chmodSync(path, 0o644);
    const handles = (): number => readdirSync('/dev/fd').length;
    const before = handles();
    for (let times = 0; times < 50; times++) {
      await expect(systemDisk.open(path)).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FILE' });
    }
    // What else this process opens meanwhile is not fifty files.
    expect(handles()).toBeLessThan(before + 25);
  });

  it.runIf(process.getuid?.() === 0)(
    'is refused if it belongs to somebody else (tested as root, who alone can make one)',
    async () => {
      const path = join(temporaryFolder(), 'file');
      writeFileSync(path, '', { mode: 0o600 });
      chownSync(path, 65_534, 65_534);
      const message = expect.stringContaining('belongs to user 65534');
      await expect(systemDisk.open(path)).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FILE', message });
    },
  );
});

describe('a folder of the disk', () => {
  it.each([0o000, 0o022, 0o077])('is made for its owner alone, with those above it, under umask %o', async (umask) => {
    withUmask(umask);
    const folder = temporaryFolder();
    await systemDisk.makeFolder(join(folder, 'a', 'b', 'c'));
    expect(['a', 'a/b', 'a/b/c'].map((path) => modeOf(join(folder, path)))).toEqual(['700', '700', '700']);
    await systemDisk.makeFolder(join(folder, 'a', 'b', 'c'));
  });

  it('is refused if others may enter it, or if it is a symbolic link', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'open'));
    chmodSync(join(folder, 'open'), 0o755);
    mkdirSync(join(folder, 'mine'), { mode: 0o700 });
    symlinkSync(join(folder, 'mine'), join(folder, 'link'));
    for (const path of ['open', 'link']) {
      await expect(systemDisk.makeFolder(join(folder, path))).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FOLDER' });
    }
  });

  it('lists what is in it, sorted, and nothing if it is not there', async () => {
    const folder = temporaryFolder();
    const names = ['10', '9', 'B', 'C', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'é'];
    for (const name of [...names.slice(5), ...names.slice(0, 5).reverse()]) writeFileSync(join(folder, name), '');
    expect(await systemDisk.list(folder)).toEqual(names);
    expect(await systemDisk.list(join(folder, 'none'))).toEqual([]);
    expect(await systemDisk.list(join(folder, 'a'))).toEqual([]);
  });

  it('is synced, but not through a symbolic link', async () => {
    const folder = temporaryFolder();
    await systemDisk.syncFolder(folder);
    symlinkSync(folder, join(folder, 'link'));
    await expect(systemDisk.syncFolder(join(folder, 'link'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

describe('names of the disk', () => {
  it('are given a second time, but not to two things', async () => {
    const folder = temporaryFolder();
    const [one, two, three] = ['one', 'two', 'three'].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(one, 'same');
    writeFileSync(three, 'precious');
    await systemDisk.link(one, two);
    expect(lstatSync(two).ino).toBe(lstatSync(one).ino);
    await expect(systemDisk.link(one, three)).rejects.toMatchObject({ code: 'EEXIST' });
    await systemDisk.rename(one, three);
    expect(readFileSync(three, 'utf8')).toBe('same');
  });

  it('are removed with all that is below them, but not with what a symbolic link leads to; and twice is no mistake', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    writeFileSync(join(folder, 'precious'), '');
    symlinkSync(folder, join(folder, 'a', 'b', 'link'));
    await systemDisk.remove(join(folder, 'a'));
    await systemDisk.remove(join(folder, 'a'));
    expect(await systemDisk.list(folder)).toEqual(['precious']);
  });
});
