import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folders.js';
import { buildStarter, Starter, type StarterAnswer } from '../support/lock-starters.js';

const ROUNDS = 20;

let program: string;
let starters: readonly Starter[];

beforeAll(async () => {
  program = buildStarter();
  starters = await Promise.all(Array.from({ length: 6 }, () => Starter.fork(program)));
});

afterAll(() => Promise.all(starters.map((starter) => starter.kill())));

const allStart = (base: string): Promise<StarterAnswer[]> =>
  Promise.all(starters.map((starter) => starter.order({ start: base })));
const refusedBy = (owner: number): StarterAnswer => ({ refused: 'AUTOTRAIL_TRAIL_OWNED', owner });

/** Of six starters one won that generation, and the others were told who. */
async function expectOneWinner(answers: readonly StarterAnswer[], generation: number): Promise<void> {
  const winner = starters.filter((_, i) => answers[i]?.won === generation);
  expect(winner).toHaveLength(1);
  const pid = winner[0]?.pid ?? 0;
  expect(answers.filter(({ won }) => won === undefined)).toEqual(Array.from({ length: 5 }, () => refusedBy(pid)));
  expect(await winner[0]?.order({ ask: 'own' })).toEqual({ own: true });
  await winner[0]?.order({ ask: 'release' });
}

describe('six processes that start the same trail at once', () => {
  it('have one owner among them if there was none', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const base = join(temporaryFolder(), 'lock');
      await expectOneWinner(await allStart(base), 1);
    }
  });

  it('have one owner among them after the owner before was killed', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const base = join(temporaryFolder(), 'lock');
      const owner = await Starter.fork(program);
      expect(await owner.order({ start: base })).toEqual({ won: 1 });
      await owner.kill();
      await expectOneWinner(await allStart(base), 2);
    }
  });

  it('are all refused while the owner lives, stopped or not, which stays the owner', async () => {
    const owner = await Starter.fork(program);
    for (let round = 0; round < ROUNDS; round += 1) {
      const base = join(temporaryFolder(), 'lock');
      expect(await owner.order({ start: base })).toEqual({ won: 1 });
      if (round % 2 === 0) owner.process.kill('SIGSTOP');
      expect(await allStart(base)).toEqual(starters.map(() => refusedBy(owner.pid)));
      owner.process.kill('SIGCONT');
      expect(await owner.order({ ask: 'own' })).toEqual({ own: true });
    }
    await owner.kill();
  });

  it('own it one after the other, each with a generation of its own, when each lets go at once', async () => {
    const base = join(temporaryFolder(), 'lock');
    const order = { contend: base, times: 15 };
    const fallen = starters.map((starter) =>
      once(starter.process, 'exit').then(() => Promise.reject(new Error('two owners at a time'))),
    );
    const answers = await Promise.race([Promise.all(starters.map((starter) => starter.order(order))), ...fallen]);
    const generations = answers.flatMap(({ won }) => won ?? []).sort((a, b) => a - b);
    expect(generations).toEqual(Array.from({ length: 90 }, (_, i) => i + 1));
  });
});
