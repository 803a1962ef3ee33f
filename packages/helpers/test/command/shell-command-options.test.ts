import { describe, expect, it } from 'vitest';
import { readShellCommandOptions } from '../../src/command/shell-command-options.js';
import { processLauncher } from '../../src/process/process-launcher.js';

describe('readShellCommandOptions', () => {
  it('fills in the defaults', () => {
    const settings = readShellCommandOptions('it', {});
    expect(settings).toMatchObject({ cwd: '.', env: {}, shell: false, success: [0], launcher: processLauncher });
    expect(settings.interruptDelays).toEqual({ terminateMs: 2_000, killMs: 3_000 });
    expect([settings.isOutputIgnorable(' \t'), settings.isOutputIgnorable('x')]).toEqual([true, false]);
    expect([settings.isErrorIgnorable(''), settings.isErrorIgnorable('x')]).toEqual([true, false]);
    expect([settings.isErrorFatal('FATAL'), settings.isExitCodeIgnorable(1)]).toEqual([false, false]);
  });

  it('keeps what is given, each delay by itself', () => {
    const settings = readShellCommandOptions('it', { cwd: '/', shell: 'bash', success: [], interruptDelays: { killMs: 0 } });
    expect(settings).toMatchObject({ cwd: '/', shell: 'bash', success: [], interruptDelays: { terminateMs: 2_000, killMs: 0 } });
  });

  it.each([
    { cwd: '' },
    { cwd: 7 },
    { env: ['A=1'] },
    { env: { A: 1 } },
    { shell: '' },
    { shell: 1 },
    { success: 0 },
    { success: [256] },
    { success: [0.5] },
    { isOutputIgnorable: /x/ },
    { interruptDelays: 5 },
    { interruptDelays: { killMs: -1 } },
    { interruptDelays: { terminateMs: Number.POSITIVE_INFINITY } },
    { launcher: {} },
  ])('refuses %o', (options) => {
    expect(() => readShellCommandOptions('backup', options as never)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION', message: expect.stringContaining('command backup') }),
    );
  });

  it.each([{ timeout: 5 }, { interruptDelays: { terminate: 5 } }])('refuses the unknown option of %o', (options) => {
    expect(() => readShellCommandOptions('backup', options as never)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_UNKNOWN_OPTION' }),
    );
  });
});
