import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textWidth } from '../../src/cli/text-width.js';
import { autotrail, BIN, Running } from '../support/autotrail.js';
import { strangeSequences, withoutOwnSequences } from '../support/control-sequences.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { TerminalSession } from '../support/terminal.js';

const scratch = scratchOfThisFile();
const ESCAPE = '\u001b';
const HOSTILE = '\u001b]52;c;aGFjaw==\u0007\u001b]0;title\u0007\u001b[2J\u009b31mred\u202egnp\r\nforged';

const TRAIL = `
import { step } from 'autotrail';
const hostile = ${JSON.stringify(HOSTILE)};
const ask = step((env) => { env.output(hostile); return env.input(hostile); }, { name: \`ask \${hostile}\` });
const fail = step(() => { throw new Error(hostile); }, { name: 'fail' });
export default { name: 'hostile', definition: [[ask, step(() => 1, { name: 'last' })], [fail]] };
`;

describe('On a terminal', () => {
  let run: Running;

  beforeAll(async () => {
    await scratch.write('hostile.js', TRAIL);
    run = new Running(scratch, [BIN, 'run', 'hostile.js']);
    await run.prints('resume -n 1');
    await run.prints('reply 0.1.1');
  });

  afterAll(() => run.kill('SIGKILL'));

  it('a command shows what it would affect, and acts when it is told to go on', async () => {
    const session = new TerminalSession(scratch, ['pause', '--name', 'last']);
    await session.typeAt('Go on? [y/N] ', 'y\r');
    const { code, shown } = await session.ended;
    expect(code).toBe(0);
    expect(withoutOwnSequences(shown)).toMatch(/pause: hold steps [^\r]*\r\nIt affects 1 step:\r\n {2}2 {2}last\r\nGo on\?/);
    expect((await autotrail(scratch, 'status', '--name', 'last', '--fields', 'state')).stdout).toContain('To Pause');
  });

  it.each([
    ['the answer no', 'n\r', 4],
    ['an empty answer', '\r', 4],
    ['an answer that is neither', 'yup\r', 4],
    ['Ctrl-C', '\u0003', 130],
    ['Ctrl-D', '\u0004', 130],
  ])('%s changes nothing', async (_, keys, exitCode) => {
    const session = new TerminalSession(scratch, ['interrupt', '--all']);
    await session.typeAt('Go on? [y/N] ', keys);
    expect(await session.ended).toMatchObject({ code: exitCode, shown: expect.stringContaining('Nothing was changed.') });
    expect((await autotrail(scratch, 'status', '-n', '0', '--fields', 'state')).stdout).toContain('Running');
  });

  it('a command that would affect nothing does not ask', async () => {
    expect(await new TerminalSession(scratch, ['unskip', '--all']).ended).toMatchObject({
      code: 4,
      shown: expect.not.stringContaining('Go on?'),
    });
  });

  it('nobody is asked with --yes, in CI, or where that is forbidden', async () => {
    const yes = new TerminalSession(scratch, ['pause-on-fail', 'on', '--name', 'last', '--yes']);
    expect(await yes.ended).toMatchObject({ code: 0, shown: expect.not.stringContaining('Go on?') });
    for (const env of [{ CI: 'true' }, { AUTOTRAIL_NO_INPUT: '1' }]) {
      const session = new TerminalSession(scratch, ['interrupt', '--all'], { env });
      expect(await session.ended).toMatchObject({ code: 4, shown: expect.stringContaining('no terminal to ask on') });
    }
  });

  it('reply asks for the value it was not given', async () => {
    const session = new TerminalSession(scratch, ['reply', '0', '--type', 'number', '--dry-run'], { columns: 500 });
    await session.typeAt('forged ', '42\r');
    const { code, shown } = await session.ended;
    expect({ code, strange: strangeSequences(shown) }).toEqual({ code: 0, strange: [] });
    expect(shown).toContain('would be answered with 42');
  });

  it.each(['status', 'prompts', 'steps', 'status --json', 'prompts --json', 'status --fields name,outputMessages'])(
    'control sequences in names, outputs and prompts are shown, not obeyed: %s',
    async (command) => {
      const { code, shown } = await new TerminalSession(scratch, command.split(' '), { columns: 500 }).ended;
      expect(code).toBe(0);
      expect(strangeSequences(shown)).toEqual([]);
      expect(shown).toContain(String.raw`\u001b]52;c;aGFjaw==`);
      expect(shown).not.toMatch(/^forged/m);
    },
  );

  it('control sequences are not obeyed in what a run prints either', async () => {
    const session = new TerminalSession(scratch, ['run', 'hostile.js', '--name', 'second']);
    await session.typeAt('resume -n 1', '\u0003');
    const { code, shown } = await session.ended;
    expect({ code, strange: strangeSequences(shown) }).toEqual({ code: 130, strange: [] });
    expect(shown).not.toMatch(/^forged/m);
  });

  it('a table is cut to the width of the terminal', async () => {
    for (const columns of [20, 40]) {
      const { shown } = await new TerminalSession(scratch, ['status'], { columns }).ended;
      const lines = withoutOwnSequences(shown).split('\r\n');
      const table = lines.slice(
        0,
        lines.findIndex((line) => line.startsWith('Some of it was cut')),
      );
      expect(table).toHaveLength(4);
      for (const line of table) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('states are coloured, unless that is not wanted', async () => {
    expect((await new TerminalSession(scratch, ['status']).ended).shown).toContain(`${ESCAPE}[31m`);
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      expect((await new TerminalSession(scratch, ['status'], { env }).ended).shown).not.toContain(ESCAPE);
    }
  });

  it('and nothing is coloured or cut off a terminal', async () => {
    const { stdout, stderr } = await autotrail(scratch, 'status');
    expect(stdout + stderr).not.toContain(ESCAPE);
    expect(stdout).toContain(String.raw`gnp\r\nforged`);
  });
});
