import { describe, expect, it } from 'vitest';
import { readShellCommandOptions } from '../../src/command/shell-command-options.js';
import { judge } from '../../src/command/verdict.js';

const settings = (options = {}) => readShellCommandOptions('it', options);
const byCode = (code: number) => ({ code, signal: null });

describe('judge', () => {
  it('takes exit code 0 alone for success', () => {
    expect(judge(byCode(0), undefined, settings())).toEqual({ success: 'The command succeeded with exit code 0.' });
    for (const code of [1, 2, 127, 255]) expect(judge(byCode(code), undefined, settings())).toHaveProperty('failure');
  });

  it('names the exit code, the signal and the last fatal line', () => {
    expect(judge(byCode(3), undefined, settings())).toMatchObject({
      failure: {
        code: 'AUTOTRAIL_COMMAND_FAILED',
        message: 'The command failed with exit code 3.',
        details: { exitCode: 3, signal: null, fatalLine: null },
      },
    });
    expect(judge({ code: null, signal: 'SIGKILL' }, 'boom', settings())).toMatchObject({
      failure: {
        message: 'The command failed with signal SIGKILL, and its last fatal line is: boom.',
        details: { exitCode: null, signal: 'SIGKILL', fatalLine: 'boom' },
      },
    });
  });

  it('lets a fatal line fail a command whatever its exit code', () => {
    expect(judge(byCode(0), 'boom', settings())).toHaveProperty('failure');
    expect(judge(byCode(2), '', settings({ success: [2] }))).toHaveProperty('failure');
  });

  it('takes the codes of `success` for success, and no others', () => {
    const options = settings({ success: [0, 2] });
    expect(judge(byCode(2), undefined, options)).toEqual({ success: 'The command succeeded with exit code 2.' });
    expect(judge(byCode(0), undefined, options)).toHaveProperty('success');
    expect(judge(byCode(1), undefined, options)).toHaveProperty('failure');
    expect(judge(byCode(0), undefined, settings({ success: [2] }))).toHaveProperty('failure');
  });

  it('takes what isExitCodeIgnorable accepts for success as well', () => {
    const options = settings({ isExitCodeIgnorable: (code: number) => code > 100 });
    expect(judge(byCode(101), undefined, options)).toHaveProperty('success');
    expect(judge(byCode(0), undefined, options)).toHaveProperty('success');
    expect(judge(byCode(1), undefined, options)).toHaveProperty('failure');
  });

  it('never takes a signal for success', () => {
    const options = settings({ isExitCodeIgnorable: () => true });
    expect(judge({ code: null, signal: 'SIGINT' }, undefined, options)).toHaveProperty('failure');
  });
});
