import { beforeAll, describe, expect, it } from 'vitest';
import { Simulation } from '../../src/kernel/simulation.js';
import { type Printed, runMain } from '../support/run-main.js';

const SCHEDULES = 300_000;

const PROMISES = {
  1: 'no step starts before its parents are done',
  2: 'no attempt number is ever started twice, whichever server starts it',
  3: 'what is shown as running is there, and what is not wanted is ended',
  4: 'nothing starts before start, after shutdown, or while its step is held or marked',
  5: 'a trail goes on, is finished, or names what it waits for; once nothing holds it, it comes to its end',
  6: 'what is over stays over, unless a trail that is taken up is told otherwise',
  7: 'no step has a second attempt at work, also while the first is ending',
  8: 'a condition leaves out exactly the branch that stands and falls with it, and takes it back when it no longer fails',
  11: 'what is run again, done or given up by hand is just what was named, and what depends on it where that was asked for',
  10: 'what was acknowledged is there after the server is lost',
  13: 'dry runs and forks leave the trail as it is, and foresee what the call does',
  16: 'what is refused leaves the trail as it is',
  18: 'late, repeated and foreign results change nothing',
  20: 'every attempt that was open when the server was lost is known as such',
  23: 'a prompt is answered at most once, and only while its attempt is under way',
  24: 'whatever ends by itself, prompts, attempts and waits, is timed by whichever server is there',
  26: 'replaying any durable part of the journal leads to the state that was live then; the same seed leads to the same trace',
  32: 'no trail breaks a rule of its own',
} as const;

/** How often everything must have happened at least in a hundred thousand schedules. */
const FLOORS = {
  events: 2_000_000,
  crashes: 100_000,
  crashesWithLoss: 20_000,
  looks: 50_000,
  drains: 5_000,
  command: 700_000,
  ended: 300_000,
  prompt: 40_000,
  reply: 6_000,
  withdrawn: 800,
  message: 30_000,
  'grace timer': 20_000,
  'attempt timer': 5_000,
  'prompt timer': 1_500,
  'reminder timer': 1_000,
  'wait timer': 40_000,
  survivors: 20_000,
  limit: 50_000,
  shutdown: 10_000,
  note: 10_000,
  kept: 30_000,
  lost: 30_000,
  'left behind': 30_000,
  transformed: 3_000,
  start: 50_000,
  next_steps: 10_000,
  stop: 5_000,
  pause: 50_000,
  resume: 50_000,
  skip: 5_000,
  unskip: 10_000,
  block: 5_000,
  unblock: 10_000,
  interrupt: 10_000,
  mark_done: 30_000,
  fail: 10_000,
  rerun: 50_000,
  rerun_below: 1_200,
  keep_skipped: 30,
  keep_blocked: 40,
  keep_decided: 100,
  keep_interrupted: 700,
  set_pause_on_fail: 5_000,
  unset_pause_on_fail: 5_000,
};

describe('Three hundred thousand random schedules of trails of 5 to 200 steps, whose servers are lost in the middle', () => {
  let printed: Printed;
  beforeAll(async () => {
    printed = await runMain('kernel/simulation-main', [`--count=${SCHEDULES}`]);
  }, 900_000);

  for (const [invariant, words] of Object.entries(PROMISES)) {
    it(`invariant ${invariant}: ${words}`, () => {
      expect(printed.told).not.toContain(`invariant ${invariant}:`);
      expect(printed.figures.schedules).toBeGreaterThanOrEqual(SCHEDULES);
    });
  }

  it('break no promise', () => {
    expect(printed.told).toBe('');
    expect(printed.exitCode).toBe(0);
    expect(printed.figures.breaches).toBe(0);
  });

  for (const [what, perHundredThousand] of Object.entries(FLOORS)) {
    const floor = perHundredThousand * (SCHEDULES / 100_000);
    it(`have seen "${what}" at least ${floor.toLocaleString('en')} times`, () => {
      expect(printed.figures[what]).toBeGreaterThanOrEqual(floor);
    });
  }
});

describe('A schedule', () => {
  it('does the same for the same seed, and something else for another', () => {
    const [one, again, other] = [3, 3, 4].map((seed) => new Simulation({ seed }).traceOf(0, 300));
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  it('does the same whatever ran before it in its process', () => {
    const used = new Simulation({ seed: 3 });
    for (let schedule = 500; schedule < 900; schedule++) used.run(schedule);
    expect(used.traceOf(40, 20)).toBe(new Simulation({ seed: 3 }).traceOf(40, 20));
  });
});
