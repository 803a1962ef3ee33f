import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textWidth } from '../../src/cli/text-width.js';
import { autotrail, runNode, startAutotrail } from '../support/autotrail.js';
import { strangeSequences, withoutOwnSequences } from '../support/control-sequences.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { TerminalSession } from '../support/terminal.js';

const scratch = scratchOfThisFile();

const TRAIL = `
import { step } from 'autotrail';
const ask = step((env) => env.input('Go\\u001b[2J?'), { name: 'ask' });
const fail = step(() => { throw new Error('no space'); }, { name: 'fail' });
const last = step((env) => env.input('Done?'), { name: 'last' });
export default [[ask, last], [fail]];
`;

/** A run in which operators did this and that, and which was killed then. */
async function steered(whileServed: () => Promise<void> = async () => {}): Promise<void> {
  await scratch.write('trail.js', TRAIL);
  const run = startAutotrail(scratch, 'run', 'trail.js');
  await run.prints('reply 0.1.1');
  await run.prints('resume -n 1');
  await done('skip', '-n', '1', '--yes', '--actor', 'alice', '--reason', 'done by hand', '--request-id', 'once');
  await done('note', 'graphs look odd', '--name', 'last', '--actor', 'bob');
  await done('note', 'all is well', '--actor', 'bob');
  await done('reply', '0.1.1', 'pssst', '--actor', 'alice');
  await run.prints('reply 2.1.1');
  await whileServed();
  run.kill('SIGKILL');
  await run.ended;
}

async function done(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await autotrail(scratch, ...args);
  expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout;
}

/** What a table of the history says, without times and sources. */
function told(table: string): readonly string[] {
  return table
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}\d+ +/, '').replace(/, (unix#\d+|memory) +/, ' '));
}

function unspaced(text: string): string {
  return text.replace(/\s/g, '');
}

describe('history', () => {
  it('tells who did what and what came of it, the same from the server as from the disk', async () => {
    let online = '';
    await steered(async () => {
      online = await done('history');
    });
    const lines = told(online);
    expect(lines).toEqual([
      expect.stringMatching(/^run \S+ of trail begun, 3 steps$/),
      expect.stringMatching(/^\S+ start ask, fail, last; Running: ask \(attempt 1\), fail \(attempt 1\)$/),
      expect.stringMatching(/asks|fail: attempt/),
      expect.stringMatching(/asks|fail: attempt/),
      'alice skip fail (done by hand); Skipped: fail',
      'bob note on last: graphs look odd',
      'bob note: all is well',
      'alice reply to 0.1.1 of ask',
      'ask: attempt 1 has succeeded; Succeeded: ask; Running: last (attempt 1)',
      'last asks (2.1.1): Done?',
    ]);
    expect(lines).toContain(String.raw`ask asks (0.1.1): Go\u001b[2J?`);
    expect(lines).toContain('fail: attempt 1 has failed: no space; Paused due to failure: fail');
    expect(await done('history')).toBe(online);
  });

  it('tells just the newest, just what operators did, and just what is about some steps', async () => {
    await steered();
    expect(told(await done('history', '--last', '1'))).toEqual(['last asks (2.1.1): Done?']);
    expect(told(await done('history', '--commands', '--last', '2'))).toEqual([
      'bob note: all is well',
      'alice reply to 0.1.1 of ask',
    ]);
    expect(told(await done('history', '--name', 'fail', '--commands')).slice(1)).toEqual([
      'alice skip fail (done by hand); Skipped: fail',
    ]);
    expect(await autotrail(scratch, 'history', '--name', 'nobody')).toMatchObject({ code: 3, stdout: '' });
    expect(await autotrail(scratch, 'history', '--last', '0')).toMatchObject({ code: 2 });
  });

  it('tells answers and request ids only if it is asked to', async () => {
    await steered();
    expect(await done('history')).not.toMatch(/pssst|once/);
    const verbose = await done('history', '--verbose');
    expect(verbose).toMatch(/alice, unix:\S+ {2}once +skip fail/);
    expect(verbose).toContain('reply to 0.1.1 of ask: pssst');
  });

  it('prints the records as lines of JSON', async () => {
    await steered();
    const lines = (await done('history', '--json')).trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line));
    expect(records.map(({ revision }) => revision)).toEqual(records.map((_, i) => i));
    expect(records[0]).toMatchObject({ schemaVersion: 1, event: { type: 'created', trail: 'trail' } });
    expect(records.find(({ event }) => event.call === 'skip')).toMatchObject({
      event: { actor: 'alice', reason: 'done by hand', source: expect.stringMatching(/^unix:/) },
      answered: { requestId: 'once' },
    });
  });

  it('reads an older run, any file, and never guesses between trails', async () => {
    await steered();
    const { run } = JSON.parse(await done('runs', '--json')).data[0];
    expect(told(await done('history', '--run', run))[0]).toContain(`run ${run} of trail begun`);
    const file = join(process.env.XDG_STATE_HOME ?? '', 'autotrail', 'trail', run, 'journal');
    expect(await done('history', '--journal', file)).toBe(await done('history', '--trail', 'trail'));
    expect(await autotrail(scratch, 'history', '--run', '20260131T101500Z-k3x9')).toMatchObject({ code: 3 });
    expect(await autotrail(scratch, 'history', '--journal', 'nowhere')).toMatchObject({ code: 3 });
    expect(await autotrail(scratch, 'history', '--trail', 'nobody')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^error: Expected a run of trail nobody, served or in .*, found none\.\n/),
    });
    await scratch.write('two.js', TRAIL);
    const second = startAutotrail(scratch, 'run', 'two.js');
    await second.prints('reply 0.1.1');
    second.kill('SIGKILL');
    await second.ended;
    expect(await autotrail(scratch, 'history')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('remembered: trail, two.'),
    });
  });

  it('finds nothing where nothing was run', async () => {
    expect(await autotrail(scratch, 'history')).toMatchObject({ code: 3, stderr: expect.stringContaining('no socket') });
  });

  it('keeps to the width of a terminal, where it tells all that it tells elsewhere, and shows control sequences', async () => {
    await steered();
    const [, ...records] = (await done('history')).split('\n');
    const told = records.map((line) => unspaced(line.split(/ {2,}/).at(-1) ?? ''));
    for (const columns of [30, 120]) {
      const { code, shown } = await new TerminalSession(scratch, ['history'], { columns }).ended;
      expect({ code, strange: strangeSequences(shown) }).toEqual({ code: 0, strange: [] });
      const lines = withoutOwnSequences(shown).split('\r\n');
      const table = lines.slice(
        0,
        lines.findIndex((line) => line.startsWith('Read from')),
      );
      for (const line of table) expect(textWidth(line)).toBeLessThanOrEqual(columns);
      for (const what of told) expect(unspaced(table.join(''))).toContain(what);
    }
  });

  it('is told by a program of its own from its server, and from no disk that it does not know of', async () => {
    await scratch.write(
      'own.mjs',
      `import { addTrailCommands, TrailClient } from '${new URL('../../dist/index.js', import.meta.url)}';
      import { createRequire } from 'node:module';
      const { Command } = createRequire('${import.meta.filename}')('commander');
      const program = new Command('own');
      addTrailCommands(program, new TrailClient('${scratch.folder}/autotrail/trail.sock'));
      await program.parseAsync();`,
    );
    await steered(async () => {
      expect(await runNode(scratch, 'own.mjs', 'history', '--last', '1')).toMatchObject({ code: 0 });
    });
    expect(await runNode(scratch, 'own.mjs', 'history')).toMatchObject({ code: 6 });
  });
});

describe('note', () => {
  it('is refused where it would be about nobody', async () => {
    await scratch.write('trail.js', TRAIL);
    const run = startAutotrail(scratch, 'run', 'trail.js');
    await run.prints('reply 0.1.1');
    expect(await autotrail(scratch, 'note', 'about nobody', '--name', 'nobody')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Expected a step that matches name=nobody, found none.'),
    });
    expect(await done('history')).not.toContain('about nobody');
    expect(await autotrail(scratch, 'note')).toMatchObject({ code: 2 });
    expect(await autotrail(scratch, 'note', 'two\nlines', '-n', '0', '--actor', 'al')).toMatchObject({
      code: 0,
      stderr: 'Noted about 0 ask.\n',
    });
    await run.prints('note on 0 ask (al): lines\n');
    run.kill('SIGTERM');
    expect((await run.ended).stdout).toMatch(/\d\d {2}note on 0 ask \(al\): two\n/);
  });
});

describe('--request-id', () => {
  it('has a command that is given again answered as it was, and acts once', async () => {
    await steered(async () => {
      const again = ['skip', '-n', '1', '--yes', '--actor', 'alice', '--reason', 'done by hand', '--request-id', 'once'];
      expect(await done(...again)).toBe('  1  fail\n');
      expect(await autotrail(scratch, 'skip', '-n', '1', '--yes')).toMatchObject({ code: 4 });
      expect(await autotrail(scratch, 'skip', '-n', '2', '--yes', '--request-id', 'once')).toMatchObject({ code: 4 });
    });
    expect((await done('history', '--commands')).match(/skip fail/g)).toHaveLength(1);
  });
});
