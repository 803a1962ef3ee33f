import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isAlive, ownIdentity, parseStat } from '../../src/run/process-identity.js';

const isLinux = process.platform === 'linux';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the identity of a process', () => {
  it('is its number, and on Linux the boot and the time of its start', () => {
    const { pid, startTime } = ownIdentity();
    expect(pid).toBe(process.pid);
    const boot = isLinux ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : '';
    expect(startTime).toEqual(isLinux ? expect.stringMatching(new RegExp(`^${boot}:\\d+$`)) : null);
    expect(ownIdentity()).toEqual({ pid, startTime });
    expect(isAlive(ownIdentity())).toBe(true);
  });

  it('is alive until the process has ended, stopped or not', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); console.log()']);
    await once(child.stdout, 'data');
    const identity = { pid: child.pid ?? 0, startTime: null };
    expect(isAlive(identity)).toBe(true);
    child.kill('SIGSTOP');
    expect(isAlive(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(identity)).toBe(false);
  });

  it.runIf(isLinux)('is dead as a zombie that nobody has waited for', async () => {
    // The shell is replaced by a program that does not know that it has a child.
    const child = spawn('/bin/sh', ['-c', 'exec 3<&0; read end <&3 & echo $!; exec /bin/sh -c "echo replaced; exec sleep 1000"']);
    let said = '';
    for await (const text of child.stdout.setEncoding('utf8')) {
      said += text;
      if (said.includes('replaced')) break;
    }
    const pid = Number.parseInt(said, 10);
    expect(isAlive({ pid, startTime: null })).toBe(true);
    child.stdin.write('\n');
    await until(() => parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.state === 'Z');
    expect(isAlive({ pid, startTime: null })).toBe(false);
    child.kill('SIGKILL');
  });

  it.runIf(isLinux).each([
    { what: 'began at another time', startTime: `${ownIdentity().startTime}0` },
    { what: 'began in another boot', startTime: `another-${ownIdentity().startTime}` },
  ])('is dead if the process that has its number now $what', ({ startTime }) => {
    expect(isAlive({ pid: process.pid, startTime })).toBe(false);
  });

  it('counts as alive where the system does not tell when processes began, as long as the number is taken', () => {
    expect(isAlive({ pid: process.pid, startTime: null })).toBe(true);
  });

  it('counts as alive if the process is hidden and belongs to somebody else', () => {
    const hidden = 2 ** 30;
    expect(isAlive({ pid: hidden, startTime: 'boot:1' })).toBe(false);
    vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
    });
    expect(isAlive({ pid: hidden, startTime: 'boot:1' })).toBe(true);
  });
});

describe('what Linux says of a process', () => {
  it('is read whatever its name is', () => {
    const field = fc.nat().map(String);
    const fields = fc.array(field, { minLength: 48, maxLength: 48 });
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('R', 'S', 'T', 'Z'), fields, (name, state, rest) => {
        expect(parseStat(`1 (${name}) ${state} ${rest.join(' ')}\n`)).toEqual({ state, ticks: rest[18] });
      }),
    );
  });

  it.each(['', ')', '1 (a) R 2 3', 'nonsense'])('is nothing in %j', (text) => {
    expect(parseStat(text)).toBeNull();
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}
