import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultSocketFile, makePrivateFolder, runtimeFolder, TrailClient, TrailServer } from '../src/index.js';
import { temporaryFolder } from './support/folders.js';
import { emptyStep } from './support/local.js';

const modeOf = (path: string): number => lstatSync(path).mode & 0o777;
const uid = process.getuid?.() ?? 0;

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the runtime folder', () => {
  it('is in XDG_RUNTIME_DIR, where that is set', () => {
    vi.stubEnv('XDG_RUNTIME_DIR', '/run/user/7');
    expect(runtimeFolder()).toBe('/run/user/7/autotrail');
    expect(defaultSocketFile('release')).toBe('/run/user/7/autotrail/release.sock');
  });

  it.each([undefined, ''])('is else in the folder for temporary files, with the number of the user: %j', (unset) => {
    vi.stubEnv('XDG_RUNTIME_DIR', unset);
    expect(runtimeFolder()).toBe(join(tmpdir(), `autotrail-${uid}`));
  });

  it('is known for a user without a name, too', () => {
    const script = fileURLToPath(new URL('./support/nameless-process.mjs', import.meta.url));
    const { uid: nameless, folder } = JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' }));
    expect(folder).toBe(join(tmpdir(), `autotrail-${nameless}`));
  });
});

describe('a private folder', () => {
  it.each(['000', '022', '077'])('is made for its owner alone, its parents too, under umask %s', async (umask) => {
    const folder = join(temporaryFolder(), 'runtime', 'autotrail');
    const before = process.umask(umask);
    try {
      await makePrivateFolder(folder);
    } finally {
      process.umask(before);
    }
    expect([modeOf(folder), modeOf(join(folder, '..'))]).toEqual([0o700, 0o700]);
  });

  it('may be there already, with what is in it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'precious');
    await makePrivateFolder(folder);
    await makePrivateFolder(folder);
    expect(existsSync(join(folder, 'file'))).toBe(true);
  });

  it.each(['755', '750', '701', '770', '777'])('is refused with mode %s, and left as it is', async (mode) => {
    const folder = temporaryFolder();
    chmodSync(folder, mode);
    const refusal = { code: 'AUTOTRAIL_UNSAFE_FOLDER', message: expect.stringContaining(`mode ${mode}`) };
    await expect(makePrivateFolder(folder)).rejects.toMatchObject(refusal);
    expect(modeOf(folder).toString(8)).toBe(mode);
  });

  it('is refused if it is a symbolic link, even to a folder of this user', async () => {
    const folder = temporaryFolder();
    const link = join(folder, 'link');
    mkdirSync(join(folder, 'private'), { mode: 0o700 });
    symlinkSync(join(folder, 'private'), link);
    const refusal = { code: 'AUTOTRAIL_UNSAFE_FOLDER', message: expect.stringContaining('symbolic link') };
    await expect(makePrivateFolder(link)).rejects.toMatchObject(refusal);
  });

  it('is refused if it belongs to somebody else', async () => {
    const message = expect.stringMatching(/belongs to user \d+/);
    await expect(makePrivateFolder(foreignFolder())).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FOLDER', message });
  });

  it.each([
    { what: 'a file', path: 'file', found: 'not a folder' },
    { what: 'a symbolic link to nowhere', path: 'dangling', found: 'a symbolic link' },
  ])('is refused if $what has its name', async ({ path, found }) => {
    const message = expect.stringContaining(found);
    await expect(makePrivateFolder(join(cluttered(), path))).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FOLDER', message });
  });

  it.each([
    { what: 'below a file', path: 'file/autotrail', code: 'ENOTDIR' },
    { what: 'below a symbolic link to nowhere', path: 'dangling/autotrail', code: 'ENOENT' },
    { what: 'where the system makes none', path: '/proc/autotrail/run', code: 'ENOENT' },
  ])('cannot be made $what, in the words of the system', async ({ path, code }) => {
    await expect(makePrivateFolder(resolve(cluttered(), path))).rejects.toMatchObject({
      code: 'AUTOTRAIL_DISK_FAILED',
      message: expect.stringContaining(code),
      cause: { code },
    });
  });

  function cluttered(): string {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'precious');
    symlinkSync(join(folder, 'nowhere', 'else'), join(folder, 'dangling'));
    return folder;
  }

  function foreignFolder(): string {
    if (uid !== 0) return '/';
    const folder = temporaryFolder();
    chownSync(folder, 65_534, 65_534);
    return folder;
  }
});

describe('a server without a socketFile', () => {
  it.each([
    { what: 'with XDG_RUNTIME_DIR', variable: 'XDG_RUNTIME_DIR', folder: 'autotrail' },
    { what: 'without it', variable: 'TMPDIR', folder: `autotrail-${uid}` },
  ])('answers in the runtime folder, which it makes, $what', async ({ variable, folder }) => {
    const place = temporaryFolder();
    vi.stubEnv('XDG_RUNTIME_DIR', undefined);
    vi.stubEnv(variable, place);
    const server = new TrailServer([[emptyStep('a')]], { name: 'release' });
    expect(server.socketFile).toBe(join(place, folder, 'release.sock'));
    await server.start();
    expect(modeOf(join(place, folder))).toBe(0o700);
    await using client = new TrailClient(defaultSocketFile('release'));
    expect((await client.ping()).trail).toBe('release');
    await server.shutdown();
    expect(existsSync(server.socketFile)).toBe(false);
  });

  it('does not start in a folder that others may enter', async () => {
    const place = temporaryFolder();
    mkdirSync(join(place, 'autotrail'));
    chmodSync(join(place, 'autotrail'), 0o755);
    vi.stubEnv('XDG_RUNTIME_DIR', place);
    const server = new TrailServer([[emptyStep('a')]], { name: 'release' });
    await expect(server.start()).rejects.toMatchObject({ code: 'AUTOTRAIL_UNSAFE_FOLDER' });
    expect(existsSync(server.socketFile)).toBe(false);
    await server.shutdown();
  });

  it('leaves a folder alone that its author chose', async () => {
    const place = temporaryFolder();
    chmodSync(place, 0o755);
    const server = new TrailServer([[emptyStep('a')]], { name: 'release', socketFile: join(place, 's') });
    await server.start();
    expect([modeOf(place), modeOf(server.socketFile)]).toEqual([0o755, 0o600]);
    await server.shutdown();
  });
});
