import { describe, expect, it } from 'vitest';
import { checkCommand, commandLine } from '../../src/command/command-line.js';
import { sh } from '../../src/command/sh.js';
import { makeTemplate } from '../../src/template/template.js';

const bad = expect.objectContaining({ code: 'AUTOTRAIL_BAD_COMMAND' });

describe('commandLine', () => {
  it('splits a template first and fills it then', () => {
    expect(commandLine(makeTemplate('cp {from} /to'), false, { from: 'a b' })).toEqual({
      file: 'cp',
      args: ['a b', '/to'],
      variables: {},
      shown: "cp 'a b' /to",
    });
  });

  it('splits a string as it is', () => {
    expect(commandLine('cp {from} "b c"', false, { from: 'a' })).toMatchObject({ file: 'cp', args: ['{from}', 'b c'] });
  });

  it('takes an array as the arguments', () => {
    expect(commandLine(['cp', '{a} "b', '', 3], false, undefined)).toMatchObject({ file: 'cp', args: ['{a} "b', '', '3'] });
  });

  it('passes on a value that begins with a hyphen', () => {
    expect(commandLine(makeTemplate('ls -- {v}'), false, { v: '-rf' })).toMatchObject({ args: ['--', '-rf'] });
  });

  it('hands a script to the shell that was asked for', () => {
    expect(commandLine('a | b', true, undefined)).toEqual({
      file: '/bin/sh',
      args: ['-c', 'a | b'],
      variables: {},
      shown: '/bin/sh -c a | b',
    });
    const { file, args, variables } = commandLine(makeTemplate('echo {v}'), 'bash', { v: 'x y' });
    expect([file, args[0], Object.values(variables)]).toEqual(['bash', '-c', ['x y']]);
    expect(commandLine(sh`echo ${'x'}`, 'bash', undefined).variables).not.toEqual({});
  });

  it('shows the command on one line, without control characters, and not without end', () => {
    const { shown } = commandLine(['echo', 'a\nb\u001b[2J', 'x'.repeat(100_000)], false, undefined);
    expect(shown).toMatch(/^echo 'a\\nb\\u001b\[2J' x+…$/);
    expect(shown.length).toBeLessThan(3_000);
  });

  it.each([[''], ['  '], [[]], [['']], ['"" x'], [{}], [7], [true]])('refuses %j, which names no program', (command) => {
    expect(() => commandLine(command, false, undefined)).toThrow(bad);
  });

  it('refuses an argument that is no text', () => {
    expect(() => commandLine(['ls', undefined], false, undefined)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_VALUE' }),
    );
  });

  it('refuses an array where a shell is to read it', () => {
    expect(() => commandLine(['ls'], true, undefined)).toThrow(bad);
  });
});

describe('checkCommand', () => {
  it('takes a template whose values are not there yet', () => {
    expect(() => checkCommand(makeTemplate('{program} {a}'), false)).not.toThrow();
    expect(() => checkCommand(makeTemplate('echo {a}'), true)).not.toThrow();
  });

  it('finds mistakes that are there whatever the values', () => {
    expect(() => checkCommand(makeTemplate('ls {a'), false)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_TEMPLATE' }));
    expect(() => checkCommand(makeTemplate(' '), false)).toThrow(bad);
    expect(() => checkCommand(makeTemplate("echo '{a}'"), true)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_QUOTED_PLACEHOLDER' }),
    );
    expect(() => checkCommand(['ls'], true)).toThrow(bad);
    expect(() => checkCommand([], false)).toThrow(bad);
  });
});
