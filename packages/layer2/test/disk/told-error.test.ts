import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tellingErrors, toldError } from '../../src/disk/told-error.js';
import { layer2Error } from '../../src/errors.js';
import { temporaryFolder } from '../support/folders.js';

describe('an error of the system', () => {
  it('is told with its place, its code, what to do, and itself as the cause', async () => {
    const path = join(temporaryFolder(), 'none');
    const cause = await readFile(path).catch((error: unknown) => error);
    expect(toldError(cause, '/elsewhere')).toMatchObject({
      code: 'AUTOTRAIL_DISK_FAILED',
      message: `The place ${path} cannot be used: ENOENT: no such file or directory, open '${path}'.`,
      hint: expect.stringContaining('choose another place'),
      details: { path, code: 'ENOENT' },
      cause,
    });
  });

  it('is told with the place where it came, if it names none', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
    const told = tellingErrors('/journal', () => Promise.reject(full));
    await expect(told).rejects.toMatchObject({ code: 'AUTOTRAIL_DISK_FAILED', details: { path: '/journal', code: 'ENOSPC' } });
  });
});

describe('any other error', () => {
  it.each([
    ['one of AutoTrail', layer2Error('AUTOTRAIL_BAD_RUN_ID', { run: 'x' })],
    ['a mistake in an argument', Object.assign(new TypeError('path'), { code: 'ERR_INVALID_ARG_TYPE' })],
    ['one without a code', new Error('EIO')],
    ['what is no error', 'EIO'],
    ['nothing', undefined],
  ])('stays as it is: %s', async (_, thrown) => {
    expect(toldError(thrown, '/journal')).toBe(thrown);
    await expect(tellingErrors('/journal', () => Promise.reject(thrown))).rejects.toBe(thrown);
  });
});

describe('work that goes well', () => {
  it('answers what it came to', async () => {
    expect(await tellingErrors('/journal', async () => 7)).toBe(7);
  });
});
