/** What other engines fell into while a trail was held, left out or stopped; `traps-of-outcomes.test.ts` has the others. */
import { existsSync } from 'node:fs';
import { type ControlResult, step } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { TrailClient } from '../src/index.js';
import { autotrail } from './support/autotrail.js';
import { scratchOfThisFile } from './support/scratch.js';
import { asking, counting, ServedTrail } from './support/served-trail.js';

const scratch = scratchOfThisFile();
const HOUR_MS = 3_600_000;

describe('AutoTrail does not fall into', () => {
  it.each([
    ['before the end of the step above', 'is held'],
    ['beside the end of the step above', 'is held or was begun'],
    ['after the end of the step above', 'was begun'],
  ])('trap 1: a pause that comes %s is right in what it answers: the step %s', async (when, what) => {
    const pairs = Array.from({ length: 12 }, (_, i) => ({ work: asking(`work ${i}`), next: counting(`next ${i}`) }));
    const trail = await ServedTrail.begin(
      scratch,
      pairs.map(({ work, next }) => [work, next.step]),
    );
    await using other = new TrailClient(trail.server.socketFile);
    await trail.client.start();
    await trail.comesTo((steps) => pairs.every(({ work: { name } }) => steps(name).prompts.length > 0));
    for (const [i, { next }] of pairs.entries()) {
      const { name } = next.step;
      const end = async () => {
        await trail.answer(`work ${i}`, true);
        await trail.comesTo((steps) => steps(`work ${i}`).state === 'Succeeded');
      };
      const { affected, refused } = await inOrder(when, [end, () => other.pause({ name })], i);
      const isHeld = affected.length === 1;
      expect(what).toContain(isHeld ? 'held' : 'begun');
      const steps = await trail.comesTo((now) => now(name).state === (isHeld ? 'Paused' : 'Succeeded'));
      const runs = isHeld ? 0 : 1;
      expect({ runs: next.runs, attempt: steps(name).attempt, refused: refused.length }).toEqual({
        runs,
        attempt: runs,
        refused: runs,
      });
    }
    await trail.client.resume();
    expect(await trail.client.wait()).toMatchObject({ outcome: 'finished' });
    expect(pairs.map(({ next }) => next.runs)).toEqual(pairs.map(() => 1));
  });

  it('trap 1: a time that was set for what a person has dealt with since does nothing any more', async () => {
    const ask = step(
      async (env) => {
        await env.input('first', { timeoutMs: HOUR_MS, onTimeout: 'skip' });
        return env.input('second');
      },
      { name: 'ask' },
    );
    const failing = counting('failing', () => {
      throw new Error('broken');
    });
    const retried = step(failing.step.action, { name: 'retried' }, { retry: { attempts: 5, backoffMs: HOUR_MS } });
    const trail = await ServedTrail.begin(scratch, [[ask, counting('held').step], [ask, counting('later').step], [retried]]);
    const { client, clock } = trail;
    for (const name of ['held', 'later']) await client.pause({ name }, { until: clock.now() + HOUR_MS });
    await client.start();
    await trail.comesTo((steps) => steps('ask').prompts.length > 0 && steps('retried').waitsFor === 'timer');

    await trail.answer('ask', true);
    for (const name of ['held', 'later']) await client.resume({ name });
    for (const name of ['held', 'retried']) await client.pause({ name });
    await client.pause({ name: 'later' }, { until: clock.now() + 9 * HOUR_MS });
    await trail.comesTo((steps) => steps('ask').waitingForResponse?.id === '0.1.2');
    clock.advance(5 * HOUR_MS);

    expect(await trail.states('ask', 'retried', 'held', 'later')).toEqual(['Running', 'Paused', 'To Pause', 'To Pause']);
    expect(failing.runs).toBe(1);
    clock.advance(5 * HOUR_MS);
    await trail.comesTo((steps) => steps('later').state === 'Waiting');
    expect(await trail.states('ask', 'retried', 'held')).toEqual(['Running', 'Paused', 'To Pause']);
  });

  it('trap 2: a gate that is left out does not gate, asked yet or not, and nobody is asked for it', async () => {
    const deploy = counting('deploy');
    const [before, ahead, asked] = [asking('before'), asking('ahead'), asking('asked')];
    const trail = await ServedTrail.begin(scratch, [
      [before, ahead],
      [ahead, deploy.step],
      [asked, deploy.step],
    ]);
    await trail.client.skip({ name: 'ahead' });
    await trail.client.start();
    await trail.comesTo((steps) => steps('asked').prompts.length > 0);
    await trail.client.interrupt({ name: 'asked' });
    await trail.client.skip({ name: 'asked' });
    expect(deploy.runs).toBe(0);
    await trail.answer('before', true);

    expect(await trail.client.wait()).toMatchObject({ outcome: 'finished' });
    expect(await trail.states('ahead', 'asked', 'deploy')).toEqual(['Skipped', 'Skipped', 'Succeeded']);
    expect((await trail.steps())('ahead')).toMatchObject({ attempt: 0, promptMessages: [] });
    expect(await trail.client.describe()).toMatchObject({ isFinished: true, waitsFor: [] });
  });

  it('trap 3: pause means one thing: what runs goes on, and nothing new begins', async () => {
    const below = counting('below');
    const trail = await ServedTrail.begin(scratch, [[asking('work'), below.step], [asking('other')]]);
    await trail.client.start();
    await trail.comesTo((steps) => steps('work').prompts.length > 0 && steps('other').prompts.length > 0);
    const { affected, refused } = await trail.client.pause();
    expect([affected, refused].map((steps) => steps.map(({ name }) => name))).toEqual([['below'], ['work', 'other']]);

    await trail.answer('work', true);
    const steps = await trail.comesTo((now) => now('below').state === 'Paused');
    expect(steps('work')).toMatchObject({ state: 'Succeeded', attempt: 1 });
    expect(steps('other')).toMatchObject({ state: 'Running', attempt: 1 });
    await trail.answer('other', true);
    await trail.comesTo((now) => now('other').state === 'Succeeded');
    expect(below.runs).toBe(0);
    expect(await trail.client.describe()).toMatchObject({ isFinished: false, waitsFor: [{ on: 'operator', name: 'below' }] });

    await trail.client.resume();
    expect(await trail.client.wait()).toMatchObject({ outcome: 'finished' });
    expect(below.runs).toBe(1);
  });

  it('trap 4: what is held all over can be stopped and shut down', async () => {
    const [first, second] = [counting('first'), counting('second')];
    const held = async () => {
      const trail = await ServedTrail.begin(scratch, [[first.step, second.step]], { journalFile: false });
      await trail.client.pause();
      await trail.client.start();
      expect(await trail.states('first', 'second')).toEqual(['Paused', 'To Pause']);
      return trail;
    };

    const stopped = await held();
    expect((await stopped.client.stop()).blocked.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(await stopped.client.wait()).toMatchObject({ outcome: 'finished' });
    expect(await stopped.states('first')).toEqual(['Blocked']);

    const ended = await held();
    expect(await ended.client.shutdown()).toBe(true);
    expect(await ended.server.finished()).toEqual({ outcome: 'shutdown' });
    await ended.server.shutdown();
    expect(existsSync(ended.server.socketFile)).toBe(false);
    expect([first.runs, second.runs]).toEqual([0, 0]);
  });

  it('trap 5: what waits says for what, and nothing is finished while a prompt is open', async () => {
    const below = counting('below');
    const trail = await ServedTrail.begin(scratch, [[asking('gate'), below.step], [counting('other').step]]);
    await trail.client.start();
    let isOver = false;
    const over = trail.client.wait().then((result) => {
      isOver = true;
      return result;
    });
    const steps = await trail.comesTo((now) => now('gate').prompts.length > 0 && now('other').state === 'Succeeded');
    expect(['gate', 'below', 'other'].map((name) => steps(name).waitsFor)).toEqual(['prompt', 'steps', null]);
    expect(await trail.client.wait({ until: 'needsInput' })).toMatchObject({ outcome: 'needsInput' });
    expect(await trail.client.describe()).toMatchObject({
      isFinished: false,
      waitsFor: [{ on: 'prompt', name: 'gate', promptId: '0.1.1' }],
    });
    const { stdout } = await autotrail(scratch, 'describe', '--socket', trail.server.socketFile);
    expect(stdout).toMatch(/^prompt +0 +gate +0\.1\.1/m);
    expect(isOver).toBe(false);

    await trail.answer('gate', true);
    expect(await over).toMatchObject({ outcome: 'finished' });
    expect(await trail.client.describe()).toMatchObject({ isFinished: true, waitsFor: [] });
  });
});

/** Ends a step and holds the one below it, in that order of time; what the pause answered. */
async function inOrder(
  when: string,
  [end, pause]: readonly [() => Promise<void>, () => Promise<ControlResult>],
  round: number,
): Promise<ControlResult> {
  if (when.startsWith('after')) return end().then(pause);
  const paused = round % 2 === 0 || when.startsWith('before') ? pause() : null;
  if (when.startsWith('before')) await paused;
  const ended = end();
  const [result] = await Promise.all([paused ?? pause(), ended]);
  return result;
}
