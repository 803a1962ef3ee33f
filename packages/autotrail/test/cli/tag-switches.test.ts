import { step } from '@autotrail/layer1';
import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTagSwitches, readTagSwitches, tagsOf } from '../../src/cli/tag-switches.js';

function commandWith(tags: Parameters<typeof addTagSwitches>[1]): Command {
  const program = new Command().option('--trail <name>');
  const command = program
    .command('status')
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  command.option('--json').option('--reason <text>');
  addTagSwitches(command, tags);
  return command;
}

function chosen(tags: Parameters<typeof addTagSwitches>[1], ...args: readonly string[]): object {
  return Object.fromEntries(readTagSwitches(commandWith(tags).parse(args, { from: 'user' })));
}

describe('tagsOf', () => {
  it('lists the values of every tag but the name, each once', () => {
    const first = step(() => 1, { name: 'first', phase: 'before', size: 1 });
    const second = step(() => 1, { name: 'second', phase: 'deploy', size: 1 });
    expect(tagsOf([[first, second], [second]])).toEqual({ phase: ['before', 'deploy'], size: [1] });
  });

  it('finds none in what is no definition', () => {
    expect(tagsOf(undefined as never)).toEqual({});
    expect(tagsOf([[1, null]] as never)).toEqual({});
  });
});

describe('tag switches', () => {
  it('give a value the type it has in the trail', () => {
    const tags = { phase: ['before', 'deploy'], size: [1, 2], isBig: [true, false] };
    expect(chosen(tags, '--phase', 'deploy', '--size', '2', '--isBig', 'false')).toEqual({
      phase: 'deploy',
      size: 2,
      isBig: false,
    });
    expect(chosen(tags)).toEqual({});
  });

  it('refuse a value that no step has', () => {
    expect(() => chosen({ phase: ['before'] }, '--phase', 'after')).toThrow('Expected --phase to be one of before, got after.');
  });

  it('leave the options of the command alone', () => {
    expect(chosen({ json: [true], reason: ['x'] }, '--json', '--reason', 'because')).toEqual({});
  });

  const noSwitches = [
    'constructor',
    '__proto__',
    'toString',
    'help',
    'trail',
    'no-op',
    'a b',
    '-x',
    'x-',
    'x--y',
    '',
    'ö',
    'a=b',
    '1',
  ];
  it.each(noSwitches)('make no switch of the tag %j', (key) => {
    expect(commandWith(Object.fromEntries([[key, ['x']]])).options.map(({ long }) => long)).toEqual(['--json', '--reason']);
  });

  it('survive every key', () => {
    const key = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'aB1-_') }),
      fc.constantFrom('hasOwnProperty', 'valueOf', 'dry-run', 'dryRun'),
    );
    fc.assert(
      fc.property(fc.uniqueArray(key), (keys) => {
        expect(chosen(Object.fromEntries(keys.map((one) => [one, ['x']])))).toEqual({});
      }),
    );
  });
});
