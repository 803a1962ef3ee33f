import { describe, expect, it } from 'vitest';
import { CommandOutput } from '../../src/command/command-output.js';
import { readShellCommandOptions } from '../../src/command/shell-command-options.js';
import { FakeEnvironment } from '../support/fake-environment.js';

describe('CommandOutput', () => {
  it('makes messages of lines, tagged by stream, and shows no blank ones', () => {
    const env = new FakeEnvironment();
    const output = new CommandOutput(env, readShellCommandOptions('it', {}));
    for (const line of ['a', '', '  b ', ' \t']) output.hearOutput(line);
    for (const line of ['c', '']) output.hearError(line);
    expect(env.outputs).toEqual(['[STDOUT] -- a', '[STDOUT] --   b ', '[STDERR] -- c']);
    expect(output.lastFatalLine).toBeUndefined();
  });

  it('remembers the last fatal line, also when later lines are not fatal', () => {
    const env = new FakeEnvironment();
    const isErrorFatal = (line: string): boolean => line.startsWith('FATAL');
    const output = new CommandOutput(env, readShellCommandOptions('it', { isErrorFatal }));
    for (const line of ['FATAL 1', 'FATAL 2', 'all is well']) output.hearError(line);
    expect(output.lastFatalLine).toBe('FATAL 2');
    expect(env.stderr).toEqual(['FATAL 1', 'FATAL 2', 'all is well']);
  });

  it('asks whether a line is fatal only if it is one of stderr and not ignorable', () => {
    const asked: string[] = [];
    const options = {
      isErrorIgnorable: (line: string) => line.includes('deprecated'),
      isErrorFatal: (line: string) => asked.push(line) > 0,
      isOutputIgnorable: () => true,
    };
    const env = new FakeEnvironment();
    const output = new CommandOutput(env, readShellCommandOptions('it', options));
    output.hearOutput('out');
    output.hearError('deprecated');
    output.hearError('');
    expect(asked).toEqual(['']);
    expect(env.outputs).toEqual(['[STDERR] -- ']);
  });
});
