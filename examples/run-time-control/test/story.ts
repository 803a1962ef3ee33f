import { readFileSync } from 'node:fs';
import type { CallPlan, StepStatus, TrailClient } from 'autotrail';
import { expect } from 'vitest';
import type { Steps } from './support/comes-to.js';
import type { Typed } from './support/shell.js';

/** What is so at one place of the table. */
interface Now {
  readonly steps: Steps;
  readonly client: TrailClient;
  /** What the last command line of the row printed. */
  readonly printed: string;
}

/** What a row of the table does to the trail. */
export interface Scene {
  /** What must be so before a command line of it, by its place in the row. */
  readonly before?: Readonly<Record<number, (steps: Steps) => boolean>>;
  /** What is done while its last command line is at work; one that goes on for ever has to be ended. */
  readonly during?: (typed: Typed, client: TrailClient) => Promise<void>;
  /** What is so some time after it. */
  readonly comesTo?: (steps: Steps) => boolean;
  /** What is so then. */
  readonly effect: (now: Now) => unknown;
}

/** The scenes by the titles of their rows, in the order of the table. */
export const STORY: Readonly<Record<string, Scene>> = {
  'Rehearse it': {
    effect: async ({ printed, client }) => {
      expect(printed).toMatch(/^finished/m);
      const { states } = await client.describe();
      expect(states).toEqual({ Running: 2, Waiting: 9 });
    },
  },
  'Plan, then apply': {
    effect: ({ steps }) => {
      expect(planned().follows.unreachable.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['firefox', 'deploy', 'announce']),
      );
      expect(steps('build').state).toBe('To Block');
    },
  },
  Undo: {
    effect: ({ steps }) => {
      expect(steps('build')).toMatchObject({ state: 'Waiting', cause: null, by: null });
    },
  },
  'Hold or leave out any step': {
    effect: ({ steps }) => {
      const held = ['firefox', 'chrome', 'deploy', 'roll back'];
      expect(held.filter((name) => steps(name).state !== 'To Pause')).toEqual([]);
      expect(steps('safari').state).toBe('To Skip');
    },
  },
  'Hold until a time': {
    effect: ({ steps }) => {
      const { state, by, until } = steps('announce');
      expect({ state, by }).toEqual({ state: 'To Pause', by: { actor: 'ann', reason: 'not before the press release' } });
      expect(Date.parse(String(until))).toBeGreaterThan(Date.now() + 11 * 3_600_000);
    },
  },
  'Other branches go on': {
    before: { 0: (steps) => steps('look').waitsFor === 'prompt' },
    comesTo: (steps) => steps('chrome').state === 'Paused' && steps('changelog').state === 'Paused due to failure',
    effect: ({ steps }) => {
      expect(steps('build')).toMatchObject({ state: 'Succeeded', returnValue: 'release-1.4.0.tgz' });
      expect(steps('safari')).toMatchObject({ state: 'Skipped', provenance: 'skipped by operator' });
      expect(steps('changelog').attempts).toMatchObject([
        { attempt: 1, cause: 'timer' },
        { attempt: 2, cause: 'failure' },
      ]);
      expect(steps('console')).toMatchObject({ state: 'Running', attempt: 1, waitsFor: 'worker' });
    },
  },
  'Release the next N steps': {
    comesTo: (steps) => steps('firefox').waitsFor === 'prompt',
    effect: ({ steps }) => {
      expect(steps('firefox').prompts).toMatchObject([
        { message: 'Click through release-1.4.0.tgz with firefox.', choices: ['fine', 'broken'], onTimeout: 'skip' },
      ]);
      expect(steps('chrome').state).toBe('Waiting');
      expect([steps('deploy').state, steps('roll back').state]).toEqual(['To Pause', 'To Pause']);
    },
  },
  'Every wait has a cause': {
    effect: async ({ client, printed }) => {
      const { waitsFor, params, limits } = await client.describe();
      expect(waitsFor).toMatchObject([
        { on: 'worker', name: 'console' },
        { on: 'prompt', name: 'firefox', promptId: '3.1.1', until: expect.any(String) },
        { on: 'slot', name: 'chrome' },
        { on: 'operator', name: 'changelog' },
      ]);
      expect({ params, limits }).toEqual({ params: { version: '1.4.0' }, limits: [{ tags: { phase: 'test' }, most: 1 }] });
      expect(printed).toMatch(/chrome +Waiting +slot/);
      expect(printed).toMatch(/deploy +To Pause +steps/);
    },
  },
  'Limits by tags': {
    comesTo: (steps) => steps('chrome').waitsFor === 'prompt',
    effect: async ({ steps, client }) => {
      expect(steps('firefox').waitsFor).toBe('prompt');
      expect((await client.describe()).limits).toEqual([{ tags: { phase: 'test' }, most: 2 }]);
    },
  },
  'Talk to a running step': {
    comesTo: (steps) => steps('deploy').state === 'Paused' && steps('console').state === 'Succeeded',
    effect: async ({ steps, client }) => {
      const [{ outputMessages } = { outputMessages: [] }] = await client.status(
        { name: 'console' },
        { fields: ['outputMessages'] },
      );
      expect(outputMessages.join()).toContain('checkpoint');
      expect([steps('firefox').returnValue, steps('chrome').returnValue]).toEqual(['fine', 'fine']);
      expect(steps('deploy').waitsFor).toBe('operator');
    },
  },
  'Pause on failure, switched live': {
    comesTo: (steps) => steps('roll back').state === 'Paused',
    effect: ({ steps }) => {
      expect(steps('deploy')).toMatchObject({ state: 'Failed', cause: 'failure', returnValue: 'Cluster blue is full.' });
      expect(steps('smoke')).toMatchObject({ provenance: 'unreachable', waitsFor: null });
    },
  },
  'Failure pairs': {
    comesTo: (steps) => steps('roll back').state === 'Succeeded',
    effect: ({ steps }) => {
      expect(steps('deploy').state).toBe('Failed');
    },
  },
  'Mend an input in place': {
    comesTo: (steps) => steps('smoke').state === 'Paused due to failure',
    effect: async ({ steps, client }) => {
      expect(await client.context()).toEqual({ cluster: 'green' });
      const { readBy } = await client.setContext('cluster', 'red', { dryRun: true });
      expect(readBy).toMatchObject([{ name: 'deploy' }]);
      expect(steps('deploy')).toMatchObject({ state: 'Succeeded', returnValue: 'live on green', attempt: 2 });
      expect(steps('roll back')).toMatchObject({ state: 'Succeeded', attempt: 1 });
    },
  },
  'Done by hand, given up': {
    comesTo: (steps) => steps('announce').state === 'Paused',
    effect: ({ steps }) => {
      const toldOf = ({ state, provenance, by, returnValue }: StepStatus) => ({ state, provenance, by, returnValue });
      expect(toldOf(steps('smoke'))).toEqual({
        state: 'Succeeded',
        provenance: 'by hand',
        by: { actor: 'ann' },
        returnValue: 'clicked through it',
      });
      expect(toldOf(steps('changelog'))).toMatchObject({
        state: 'Failed',
        provenance: 'by hand',
        by: { actor: 'bob', reason: 'nobody reads it' },
      });
      expect(steps('announce')).toMatchObject({ state: 'Paused', waitsFor: 'timer' });
    },
  },
  'Rerun alone or with all below': {
    before: { 1: (steps) => steps('build').state === 'Succeeded' && steps('build').attempt === 2 },
    comesTo: (steps) => steps('firefox').waitsFor === 'prompt' && steps('chrome').waitsFor === 'prompt',
    effect: ({ steps }) => {
      expect(steps('build')).toMatchObject({ state: 'Succeeded', attempt: 3 });
      expect([steps('firefox').attempt, steps('chrome').attempt]).toEqual([2, 2]);
      expect(steps('safari')).toMatchObject({ state: 'Skipped', provenance: 'skipped by operator', attempt: 0 });
      expect(steps('changelog')).toMatchObject({ state: 'Paused', waitsFor: 'operator', attempt: 2 });
      expect([steps('deploy').state, steps('roll back').state]).toEqual(['Waiting', 'Waiting']);
      expect([steps('smoke').state, steps('announce').state]).toEqual(['To Pause', 'To Pause']);
    },
  },
  'Every event from any revision': {
    during: async (typed, client) => {
      for await (const event of client.events({ from: 7 })) {
        expect(event).toMatchObject({ revision: 7, event: { type: 'command', call: 'skip' } });
        break;
      }
      await typed.prints('rerun');
      await client.note('that was all');
      await typed.prints('that was all');
      await client.shutdown({ actor: 'ann' });
    },
    effect: ({ printed }) => {
      expect(printed).toMatch(/ begun, [\s\S]*pause[\s\S]*rerun[\s\S]*that was all[\s\S]*ann, .*shutdown/);
    },
  },
};

/** The plan that the command line before has kept. */
function planned(): CallPlan {
  return JSON.parse(readFileSync(new URL('../plan.json', import.meta.url), 'utf8')).data;
}
