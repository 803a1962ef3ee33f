import { beforeEach, describe, expect, it } from 'vitest';
import { startAutotrail } from '../support/autotrail.js';
import { withoutOwnSequences } from '../support/control-sequences.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { TerminalSession } from '../support/terminal.js';

const scratch = scratchOfThisFile();
const QUESTION = '[go/fresh/quit] ';

const TRAIL = `
import { Instruction, Step, step } from 'autotrail';
const ask = new Step(new Instruction('ask', 'Look\\u001b[2J at it'));
const slow = step((env) => env.input('Slow?'), { name: 'slow' });
export default [[ask], [slow]];
`;

describe('On a terminal, about a run that is not finished', () => {
  beforeEach(async () => {
    await scratch.write('trail.js', TRAIL);
    const run = startAutotrail(scratch, 'run', 'trail.js');
    await run.prints('reply 0.1.1');
    await run.prints('reply 1.1.1');
    run.kill('SIGKILL');
    await run.ended;
  });

  it('a person is told what is open, and asked until there is an answer', async () => {
    const session = new TerminalSession(scratch, ['run', 'trail.js'], { columns: 200 });
    await session.typeAt(QUESTION, 'perhaps\r');
    await session.typeAt(QUESTION, 'g\r', 2);
    await session.typeAt('resume -n 1', '\u0003');
    const { code, shown } = await session.ended;
    expect(code).toBe(130);
    const lines = withoutOwnSequences(shown).split('\r\n');
    expect(lines.slice(0, 5)).toEqual([
      expect.stringMatching(/^Run \S+ of trail trail is not finished \(begun .* ago, last active .* ago\): 2 Running\.$/),
      '  0  ask  was Running: it will run again',
      '    it asked (0.1.1): Look\\u001b[2J at it',
      '  1  slow  was Running: it will be Interrupted, unless it outlived its server',
      '    it asked (1.1.1): Slow?',
    ]);
    expect(shown.split(QUESTION)).toHaveLength(3);
    expect(shown).toContain('1 slow  Interrupted (server lost)');
  });

  it('a fresh run begins if that is the answer', async () => {
    const session = new TerminalSession(scratch, ['run', 'trail.js']);
    await session.typeAt(QUESTION, 'fresh\r');
    await session.typeAt('reply 1.1.1', '\u0003');
    expect(await session.ended).toMatchObject({ code: 130, shown: expect.stringContaining('  start ') });
  });

  it.each([
    ['quit', 'q\r'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('nothing is begun after %s', async (_, keys) => {
    const session = new TerminalSession(scratch, ['run', 'trail.js']);
    await session.typeAt(QUESTION, keys);
    const { code, shown } = await session.ended;
    expect({ code, isServed: shown.includes('is served') }).toEqual({ code: 130, isServed: false });
  });

  it.each([
    ['--resume', {}, 'Interrupted (server lost)'],
    ['--fresh', {}, '  start '],
    ['--stay', { AUTOTRAIL_NO_INPUT: '1' }, 'Interrupted (server lost)'],
  ])('nobody is asked with %s %j', async (option, env, expected) => {
    const session = new TerminalSession(scratch, ['run', 'trail.js', option], { env });
    await session.typeAt(expected, '\u0003');
    expect(await session.ended).toMatchObject({ code: 130, shown: expect.not.stringContaining(QUESTION) });
  });

  it('nobody is asked while another server has the trail', async () => {
    const run = startAutotrail(scratch, 'run', 'trail.js');
    await run.prints('resume -n 1');
    const { code, shown } = await new TerminalSession(scratch, ['run', 'trail.js'], { columns: 400 }).ended;
    expect(code).toBe(4);
    expect(shown).not.toContain(QUESTION);
    expect(shown).toContain('`autotrail --trail trail status`');
  });
});
