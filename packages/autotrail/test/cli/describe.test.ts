import { beforeAll, describe, expect, it } from 'vitest';
import { scratchOfThisFile } from '../support/scratch.js';
import { SteeredTrail } from '../support/steered-trail.js';

const scratch = scratchOfThisFile();

//   check ──── deploy ─── tell
//                     └╌╌ rollback
const RELEASE = `
import { step } from 'autotrail';

const check = step((env) => env.input('Fine?'), { name: 'check', phase: 'before' });
const deploy = step(
  () => 'released',
  { name: 'deploy', phase: 'deploy' },
  { uses: [check], reads: ['db.host'], retry: { attempts: 3 }, timeoutMs: 60_000 },
);
const tell = step(() => null, { name: 'tell', phase: 'deploy' });
const rollback = step(() => null, { name: 'rollback' });

export default {
  definition: [[check, deploy], [deploy, tell]],
  failurePairs: [[deploy, rollback]],
  limits: [{ tags: {}, most: 5 }, { tags: { phase: 'deploy' }, most: 1 }],
  params: { host: { type: 'string', default: 'db-1' }, port: { type: 'number', default: 5432 } },
};
`;

beforeAll(async () => {
  await scratch.write('release.js', RELEASE);
});

function cells(shown: string): readonly (readonly string[])[] {
  return shown
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
}

describe('describe', () => {
  it('tells of a trail what its run was given, how far it is, its limits, and what it waits for', async () => {
    const trail = await SteeredTrail.begin(scratch, 'release', '--no-start');
    const run = expect.stringMatching(/^\d{8}T\d{6}Z-\w{4}$/);
    const given = [
      ['param host', 'db-1'],
      ['param port', '5432'],
      ['limit', 'at most 5 at a time of all steps'],
      ['limit', 'at most 1 at a time of phase=deploy'],
    ];
    expect(cells(await trail.shown('describe'))).toEqual([
      ['trail', 'release'],
      ['run', run],
      ['state', 'not started, at revision 0'],
      ['steps', '4 Ready'],
      ...given,
      ['Waits for:'],
      ['for', 'n', 'step', 'prompt', 'until'],
      ['operator', 'to start the trail'],
    ]);
    await trail.shown('pause', '--name', 'tell', '--until', '2999-01-31T08:00Z', '--yes');
    await trail.shown('start');
    await trail.run.prints('reply 0.1.1');
    const { revision } = (await trail.json('ping')) as { readonly revision: number };
    expect(cells(await trail.shown('describe'))).toEqual([
      ['trail', 'release'],
      ['run', run],
      ['state', `started, at revision ${revision}`],
      ['steps', '2 Waiting, 1 Running, 1 To Pause'],
      ...given,
      ['Waits for:'],
      ['for', 'n', 'step', 'prompt', 'until'],
      ['prompt', '0', 'check', '0.1.1'],
    ]);
  });

  it('tells of a finished trail that it waits for nothing', async () => {
    const trail = await SteeredTrail.begin(scratch, 'release');
    await trail.run.prints('reply 0.1.1');
    await trail.shown('reply', '0', '--yes');
    await trail.shown('wait');
    const shown = await trail.shown('describe');
    expect(shown).toMatch(/^state +finished, at revision \d+$/m);
    expect(shown).not.toContain('Waits for');
    expect(await trail.json('describe')).toMatchObject({ isStarted: true, isFinished: true, waitsFor: [], steps: [] });
  });

  it('prints with --json all of it, and no steps unless they are chosen', async () => {
    const trail = await SteeredTrail.begin(scratch, 'release');
    await trail.run.prints('reply 0.1.1');
    expect(await trail.json('describe')).toEqual({
      trail: 'release',
      run: expect.stringMatching(/^\d{8}T\d{6}Z-\w{4}$/),
      revision: expect.any(Number),
      params: { host: 'db-1', port: 5432 },
      limits: [
        { tags: {}, most: 5 },
        { tags: { phase: 'deploy' }, most: 1 },
      ],
      isStarted: true,
      isFinished: false,
      states: { Running: 1, Waiting: 3 },
      waitsFor: [{ on: 'prompt', n: 0, name: 'check', since: expect.any(String), promptId: '0.1.1' }],
      steps: [],
    });
  });

  it('tells all about the steps that are chosen', async () => {
    const trail = await SteeredTrail.begin(scratch, 'release');
    await trail.run.prints('reply 0.1.1');
    const { steps } = (await trail.json('describe', 'phase=deploy')) as { readonly steps: readonly object[] };
    expect(steps).toMatchObject([
      {
        n: 1,
        name: 'deploy',
        state: 'Waiting',
        waitsFor: 'steps',
        provenance: null,
        until: null,
        by: null,
        attempts: [],
        policy: {
          pauseOnFail: true,
          skipProgenyOnFailure: false,
          graceMs: 10_000,
          idempotent: false,
          timeoutMs: 60_000,
          retry: { attempts: 3, backoffMs: 1_000, factor: 2, maxBackoffMs: 60_000, jitter: 0 },
        },
        parents: [0],
        children: [2, 3],
        uses: [0],
        reads: ['db.host'],
      },
      { n: 2, name: 'tell', parents: [1], children: [], uses: [], reads: [] },
    ]);

    const shown = cells(await trail.shown('describe', '--name', 'deploy'));
    expect(shown[0]).toEqual(['1', 'deploy']);
    expect(shown).toEqual(
      expect.arrayContaining([
        ['state', 'Waiting'],
        ['waitsFor', 'steps'],
        ['parents', '0'],
        ['children', '2, 3'],
        ['uses', '0'],
        ['reads', 'db.host'],
        ['policy', expect.stringMatching(/timeoutMs 60000.*, retry \(attempts 3, /)],
      ]),
    );
    // What there is nothing to tell of is left out.
    for (const field of ['until', 'by', 'attempts', 'provenance']) expect(shown.map(([name]) => name)).not.toContain(field);
  });

  it('tells what a prompt takes for an answer, and the attempts that are over', async () => {
    const trail = await SteeredTrail.begin(scratch, 'release');
    await trail.run.prints('reply 0.1.1');
    await trail.shown('interrupt', '-n', '0', '--yes');
    await trail.shown('resume', '-n', '0', '--yes');
    await trail.run.prints('reply 0.2.1');
    const { steps } = (await trail.json('describe', '-n', '0')) as { readonly steps: readonly object[] };
    expect(steps).toMatchObject([
      {
        attempt: 2,
        attempts: [
          { attempt: 1, state: 'Interrupted', cause: 'operator', startedAt: expect.any(String), endedAt: expect.any(String) },
        ],
        prompts: [{ id: '0.2.1', message: 'Fine?' }],
      },
    ]);
  });

  it('ends with code 3 where no step is chosen, and 2 where it is typed wrong', async () => {
    const trail = await SteeredTrail.begin(scratch, 'release', '--no-start');
    expect(await trail.refusal(3, 'describe', '-n', '7')).toContain('Expected a step that matches n:=7, found none.');
    expect(await trail.refusal(3, 'describe', 'phase=none')).toContain('found none');
    expect(await trail.refusal(2, 'describe', 'phase')).toContain('error: Expected');
  });
});
