import { beforeAll, describe, expect, it } from 'vitest';
import { textWidth } from '../../src/cli/text-width.js';
import { withoutOwnSequences } from '../support/control-sequences.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { SteeredTrail } from '../support/steered-trail.js';
import { TerminalSession } from '../support/terminal.js';

const scratch = scratchOfThisFile();

const WHY =
  'Deploy to db-1.example.org failed: replication lag is 734 s, above the limit of 60 s; see https://wiki/replag and call the DBA.';
const REASON = 'not before the press release of the marketing team';
const QUESTION = 'Is the load balancer drained in all three regions, and has the on-call of the payments team said so?';

const TRAIL = `
import { step } from 'autotrail';
const deploy = step(() => { throw new Error('${WHY}'); }, { name: 'deploy database' }, { retry: { attempts: 2, backoffMs: 0 } });
const ask = step((env) => env.confirm('${QUESTION}', { timeoutMs: 7_200_000, onTimeout: 'skip' }), { name: 'ask payments' });
export default { definition: [[deploy], [ask], [step(() => 1, { name: 'announce' })]] };
`;

beforeAll(async () => {
  await scratch.write('narrow.js', TRAIL);
});

async function steered(): Promise<SteeredTrail> {
  const trail = await SteeredTrail.begin(scratch, 'narrow', '--no-start');
  await trail.shown('pause', '--name', 'announce', '--until', '2999-01-31T08:00Z', '--reason', REASON, '--yes');
  await trail.shown('start');
  await trail.run.prints('resume -n 0');
  await trail.run.prints('reply 1.1.1');
  return trail;
}

/** What a command shows on a terminal of that width, line by line. */
async function shownAt(columns: number, ...args: readonly string[]): Promise<readonly string[]> {
  const session = new TerminalSession(scratch, ['--trail', 'narrow', ...args], { columns, env: { TZ: 'UTC' } });
  const { code, shown } = await session.ended;
  expect({ args, code }).toEqual({ args, code: 0 });
  return withoutOwnSequences(shown).trimEnd().split('\r\n');
}

function unspaced(text: string): string {
  return text.replace(/\s/g, '');
}

describe.each([80, 40])('On a terminal of %i columns', (columns) => {
  it('describe tells all of a step, in lines that fit', async () => {
    await steered();
    const lines = await shownAt(columns, 'describe', '-n', '0');
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    const told = unspaced(lines.join(''));
    expect(told).not.toContain('…');
    expect(told).toContain(unspaced(`returnValue ${WHY}`));
    expect(told).toContain(unspaced('attempts 1: Waiting to be tried again'));
    expect(told).toContain('retry(attempts2,backoffMs0,');
    expect(unspaced((await shownAt(columns, 'describe', '-n', '1')).join(''))).toContain(unspaced(QUESTION));
  });

  it('history tells all that has happened, in lines that fit', async () => {
    await steered();
    const lines = await shownAt(columns, 'history');
    const table = lines.slice(
      0,
      lines.findIndex((line) => line.startsWith('Read from')),
    );
    for (const line of table) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    const told = unspaced(table.join(''));
    for (const text of [WHY, QUESTION, `pause announce until 2999-01-31T08:00:00.000Z (${REASON})`]) {
      expect(told).toContain(unspaced(text));
    }
  });

  it('status says once where all of it stands that it has no room for', async () => {
    await steered();
    const lines = await shownAt(columns, 'status');
    for (const line of lines.slice(0, 4)) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines.join('\n').split('autotrail --trail narrow describe -n N')).toHaveLength(2);
  });

  it('prompts asks all of a question, with what comes of silence', async () => {
    await steered();
    const told = unspaced((await shownAt(columns, 'prompts')).join(''));
    expect(told).toContain(unspaced(QUESTION));
    expect(told.split('thenthestepisskipped')).toHaveLength(3);
  });
});

describe('status', () => {
  it('has the date of a hold before its reason, so that it is there on a terminal of 80 columns', async () => {
    await steered();
    const [held] = (await shownAt(80, 'status')).filter((line) => line.startsWith('2 '));
    expect(held).toContain('until 2999-01-31 08:00:00');
  });

  it('names no other place where nothing was cut', async () => {
    await steered();
    const shown = (await shownAt(400, 'status')).join('\n');
    expect(shown).toContain(REASON);
    expect(shown).not.toContain('describe -n');
  });
});
