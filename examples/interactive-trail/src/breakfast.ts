/**
 * Breakfast, as a trail to play with: it has something to wait for, something to answer, and something that fails at first.
 *
 *     boil water ──> brew coffee ──┐
 *     eggs? ──> boil eggs ─────────┼──> serve
 *     toast ───────────────────────┘
 */
import { Instruction, ShellCommand, Step, step } from 'autotrail';

/** What the steps know of this morning. */
export interface Breakfast {
  /** How many there shall be. */
  eggs: number;
}

// It takes its time: pause what comes after it, or lose patience and interrupt or skip it.
const boilWater = new Step(new ShellCommand('boil water', 'sleep 60'), { dish: 'coffee' });
const brewCoffee = new Step(new ShellCommand('brew coffee', 'echo drip drip'), { dish: 'coffee' });

const askForEggs = step(
  async (env, breakfast: Breakfast) => {
    breakfast.eggs = Number(await env.input('How many eggs?'));
    if (!(breakfast.eggs >= 0)) throw new Error('That is no number of eggs.');
  },
  { name: 'eggs?', dish: 'eggs' },
);
const boilEggs = step((_env, { eggs }: Breakfast) => `${eggs} boiled eggs`, { name: 'boil eggs', dish: 'eggs' });

// The first attempt fails, and the trail waits for you to decide: resume it, skip it or block it.
const toast = step(
  (env) => {
    if (env.attempt === 1) throw new Error('The toast is burnt.');
    return 'golden';
  },
  { name: 'toast', dish: 'toast' },
);

const serve = new Step(new Instruction('serve', 'Breakfast is ready, with {eggs} eggs. Is it on the table?'));

/** The definition: pairs of a step and one that comes after it. */
export const breakfast = [
  [boilWater, brewCoffee],
  [askForEggs, boilEggs],
  [brewCoffee, serve],
  [boilEggs, serve],
  [toast, serve],
] as const;
