import { beforeAll, describe, expect, it } from 'vitest';
import { dateText } from '../../src/cli/time-text.js';
import { autotrail } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { asking, ServedTrail } from '../support/served-trail.js';
import { SteeredTrail } from '../support/steered-trail.js';
import { TerminalSession } from '../support/terminal.js';

const scratch = scratchOfThisFile();
const HOUR_MS = 3_600_000;

const REGIONS = `
import { step } from 'autotrail';

const at = (name, region) => step((env) => env.input(name + '?'), { name, region });
export default [[at('paris', 'eu')], [at('rome', 'eu')], [at('boston', 'us')]];
`;

beforeAll(async () => {
  await scratch.write('regions.js', REGIONS);
});

/** Three steps beside each other that would ask, in a trail that is not started. */
function regions(): Promise<SteeredTrail> {
  return SteeredTrail.begin(scratch, 'regions', '--no-start');
}

/** When the hold of a step ends by itself, as the trail tells it. */
async function untilOf(trail: SteeredTrail, name: string): Promise<unknown> {
  const { steps } = (await trail.json('describe', '--name', name)) as { readonly steps: readonly { readonly until: unknown }[] };
  return steps[0]?.until;
}

describe('pause --until', () => {
  it('holds steps until then, which is told, and then they run by themselves', async () => {
    const served = await ServedTrail.begin(scratch, [[asking('first'), asking('second')]]);
    const { socketFile } = served.server;
    const call = (...args: readonly string[]) => autotrail(scratch, '--socket', socketFile, ...args);
    const until = '2999-01-05T09:00:00.000Z';
    expect(await call('pause', '--name', 'second', '--until', '2999-01-05T09:00Z', '--yes')).toMatchObject({
      code: 0,
      stdout: '  1  second\n',
    });
    await served.client.start();
    await served.answer('first', 'done');
    await served.comesTo((steps) => steps('second').state === 'Paused');
    expect((await call('status', '-n', '1')).stdout).toContain(`until ${dateText(Date.parse(until))}`);
    expect((await call('describe')).stdout).toMatch(/^timer +1 +second +2999-01-05T09:00:00\.000Z$/m);
    expect((await call('describe', '-n', '1')).stdout).toMatch(/^until +2999-01-05T09:00:00\.000Z$/m);
    expect(JSON.parse((await call('describe', '--json')).stdout).data.waitsFor).toMatchObject([{ on: 'timer', n: 1, until }]);

    served.clock.advance(Date.parse(until) - served.clock.now() - 1);
    expect(await served.states('second')).toEqual(['Paused']);
    served.clock.advance(1);
    const steps = await served.comesTo((now) => now('second').prompts.length > 0);
    expect(steps('second')).toMatchObject({ state: 'Running', until: null });
  });

  it('takes a local time, and one with an offset', async () => {
    const trail = await regions();
    await trail.shown('pause', '--name', 'paris', '--until', '2999-01-31T08:00:30', '--yes');
    await trail.shown('pause', '--name', 'rome', '--until', '2999-01-31T08:00+02:00', '--yes');
    expect(await untilOf(trail, 'paris')).toBe(new Date(2999, 0, 31, 8, 0, 30).toISOString());
    expect(await untilOf(trail, 'rome')).toBe('2999-01-31T06:00:00.000Z');
    expect(await untilOf(trail, 'boston')).toBeNull();
  });

  it('holds whole branches with --branch, and with the command of old', async () => {
    const trail = await regions();
    await trail.shown('pause', '--name', 'paris', '--branch', '--until', '2999-01-31T08:00Z', '--yes');
    await trail.shown('pause_branch', '--name', 'rome', '--until', '2999-01-31T08:00Z', '--yes');
    for (const name of ['paris', 'rome']) expect(await untilOf(trail, name)).toBe('2999-01-31T08:00:00.000Z');
  });

  it('is planned, and changes nothing then', async () => {
    const trail = await regions();
    expect(await trail.shown('plan', 'pause', '--name', 'paris', '--until', '2999-01-31T08:00Z')).toContain('paris');
    expect(await trail.json('plan', 'pause', '--name', 'paris', '--until', '2999-01-31T08:00Z')).toMatchObject({
      call: { name: 'pause', until: Date.parse('2999-01-31T08:00Z') },
    });
    expect(await trail.states()).toEqual({ paris: 'Ready', rome: 'Ready', boston: 'Ready' });
  });
});

describe('pause --for', () => {
  it('holds steps for so long from now on', async () => {
    const trail = await regions();
    const before = Date.now();
    await trail.shown('pause', '--name', 'rome', '--for', '1h', '--yes');
    const until = Date.parse(String(await untilOf(trail, 'rome')));
    expect(until).toBeGreaterThanOrEqual(before + HOUR_MS);
    expect(until).toBeLessThanOrEqual(Date.now() + HOUR_MS);
  });
});

describe('pause', () => {
  it('names the date in its question and its answer, and holds until the date that was asked about', async () => {
    const trail = await regions();
    const session = new TerminalSession(scratch, ['--trail', 'regions', 'pause', 'region=eu', '--for', '1h'], { columns: 500 });
    await session.typeAt('Go on? [y/N] ', 'y\r');
    const { code, shown } = await session.ended;
    const until = String(await untilOf(trail, 'rome'));
    expect([code, shown]).toEqual([0, expect.stringMatching(/pause: hold steps .*, until .* \(\S+Z\)\.\r\n.*affects 2 steps/s)]);
    expect(shown.split(until)).toHaveLength(3);
    expect(shown).toContain('pause: 2 steps held, until ');
    const dry = await trail.call('pause', '--name', 'boston', '--until', '2999-01-31T08:00Z', '--dry-run');
    expect(dry.stderr).toMatch(/^Dry run: pause: 1 step would be held, until 2999-01-3\d .*\(2999-01-31T08:00:00\.000Z\)\.\n$/);
  });

  it.each([
    ['Expected --until or --for, got both.', ['--until', '2999-01-31T08:00Z', '--for', '1h']],
    ['Expected a time after now, 20', ['--until', '2001-01-31T08:00Z']],
    [', got 2001-01-31T08:00Z.', ['--until', '2001-01-31T08:00Z']],
    ['Expected a time such as', ['--until', '2999-02-30T10:00']],
    ['Expected a time such as', ['--until', '08:00']],
    ['Expected a time such as', ['--until', '2999-02-31T25:00Z']],
    ['Expected a time such as', ['--until', '2999-01-31']],
    ['Expected a duration', ['--for', 'ever']],
    ['Expected a duration of at most 36500d, got 100000000d.', ['--for', '100000000d']],
  ])('says what is typed wrong, and changes nothing: %s', async (message, args) => {
    const trail = await regions();
    for (const call of [
      ['pause', '--yes'],
      ['pause_branch', '--yes'],
      ['plan', 'pause'],
    ]) {
      expect(await trail.refusal(2, ...call, '--all', ...args)).toContain(message);
    }
    expect(await trail.states()).toEqual({ paris: 'Ready', rome: 'Ready', boston: 'Ready' });
  });
});

describe('limit', () => {
  it('has at most so many of the chosen steps run at a time, until the limit is taken away', async () => {
    const trail = await regions();
    const said = await trail.call('limit', '1', 'region=eu', '--yes', '--actor', 'alice', '--reason', 'night');
    expect(said).toEqual({ code: 0, stdout: '', stderr: 'limit: at most 1 at a time of region=eu.\n' });
    await trail.shown('start');
    await trail.run.prints('reply 0.1.1');
    await trail.run.prints('reply 2.1.1');
    expect(await trail.states()).toEqual({ paris: 'Running', rome: 'Waiting', boston: 'Running' });
    expect(await trail.shown('status', '-n', '1')).toMatch(/^1 {2}Waiting {2}rome .*slot$/m);
    const described = await trail.shown('describe');
    expect(described).toMatch(/^limit +at most 1 at a time of region=eu$/m);
    expect(described).toMatch(/^slot +1 +rome$/m);
    expect(await trail.json('describe')).toMatchObject({ limits: [{ tags: { region: 'eu' }, most: 1 }] });

    await trail.shown('reply', '0', 'go');
    await trail.run.prints('reply 1.1.1');
    expect((await trail.call('limit', 'none', 'region=eu', '--yes')).stderr).toBe('limit: any number at a time of region=eu.\n');
    expect(await trail.json('describe')).toMatchObject({ limits: [] });
    expect(await trail.shown('history', '--commands')).toMatch(/alice.*limit: at most 1 at a time of region=eu \(night\)/);
  });

  it('is about the whole trail with --all, and lets others run when it is taken away', async () => {
    const trail = await regions();
    await trail.shown('limit', '1', '--all', '--yes');
    await trail.shown('start');
    await trail.run.prints('reply 0.1.1');
    expect(await trail.shown('describe')).toMatch(/^limit +at most 1 at a time of all steps$/m);
    expect(await trail.states()).toEqual({ paris: 'Running', rome: 'Waiting', boston: 'Waiting' });
    await trail.shown('limit', 'none', '--all', '--yes');
    await trail.run.prints('reply 1.1.1');
    await trail.run.prints('reply 2.1.1');
    expect(await trail.json('describe')).toMatchObject({ limits: [], states: { Running: 3 } });
  });

  it('changes nothing with --dry-run, without --yes, and where it is planned', async () => {
    const trail = await regions();
    expect((await trail.call('limit', '2', '--all', '--dry-run')).stderr).toBe(
      'Dry run: limit: at most 2 at a time of all steps.\n',
    );
    expect(await trail.refusal(4, 'limit', '2', '--all')).toContain('Expected limit to be confirmed');
    await trail.shown('start');
    await trail.run.prints('reply 2.1.1');
    expect(await trail.shown('plan', 'limit', '1', 'region=eu')).toBe(
      'Sets:\n  at most 1 at a time of region=eu; now any number\nNothing else follows.\n',
    );
    expect(await trail.json('describe')).toMatchObject({ limits: [] });
  });

  it('is planned with the steps that would run when it is taken away', async () => {
    const trail = await regions();
    await trail.shown('limit', '0', 'region=eu', '--yes');
    await trail.shown('start');
    await trail.run.prints('reply 2.1.1');
    expect(await trail.states()).toEqual({ paris: 'Waiting', rome: 'Waiting', boston: 'Running' });
    const plan = await trail.shown('plan', 'limit', '1', 'region=eu');
    expect(plan).toContain('paris');
    expect(plan).not.toContain('rome');
    expect(await trail.states()).toEqual({ paris: 'Waiting', rome: 'Waiting', boston: 'Running' });
  });

  it('names the number and the steps in its question', async () => {
    const trail = await regions();
    const session = new TerminalSession(scratch, ['--trail', 'regions', 'limit', '1', 'region=eu']);
    await session.typeAt('Go on? [y/N] ', 'n\r');
    expect(await session.ended).toMatchObject({
      code: 4,
      shown: expect.stringContaining('limit: at most 1 at a time of region=eu.'),
    });
    expect(await trail.json('describe')).toMatchObject({ limits: [] });
  });

  it('is refused where no step is meant', async () => {
    const trail = await regions();
    for (const call of [
      ['limit', '1', '--yes'],
      ['limit', '1', '--dry-run'],
      ['limit', 'none', '--yes'],
      ['plan', 'limit', '1'],
    ]) {
      expect(await trail.refusal(3, ...call, '--name', 'typo')).toContain('Expected a step that matches name=typo, found none.');
    }
    expect(await trail.json('describe')).toMatchObject({ limits: [] });
  });

  it.each([
    ['Expected a count from 0 up or none, got many.', ['many', '--all']],
    ['Expected a count from 0 up or none, got -1.', ['--all', '--', '-1']],
    ['Expected a count from 0 up or none, got 1.5.', ['1.5', '--all']],
    ['Expected steps to be chosen', ['1']],
    ['either --all or a choice of steps', ['1', '--all', 'region=eu']],
    ["issing required argument 'count|none'", []],
  ])('says what is typed wrong, and changes nothing: %s', async (message, args) => {
    const trail = await regions();
    expect(await trail.refusal(2, 'limit', '--yes', ...args)).toContain(message);
    expect(await trail.json('describe')).toMatchObject({ limits: [] });
  });
});
