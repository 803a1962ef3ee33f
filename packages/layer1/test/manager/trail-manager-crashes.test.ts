import { deepStrictEqual, ok } from 'node:assert/strict';
import type { JsonObject } from '@autotrail/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../src/ports/journal.js';
import { StepState } from '../../src/states.js';
import type { Trail } from '../../src/trail/trail.js';
import { quiet, resultOf } from '../support/manager-rig.js';
import { type Owner, openOwner } from '../support/owners.js';
import { CONDITION, type Graph, type OptionsByName, trailOf } from '../support/trails.js';

const { Running, Interrupted } = StepState;
const GRAPH: Graph = [
  ['check', 'copy'],
  ['check', 'ask'],
  ['copy', 'done'],
  ['ask', 'done'],
];
const OPTIONS: OptionsByName = { copy: { idempotent: true }, ask: CONDITION };

/** A command that was acknowledged, and how the trail was when its answer left. */
interface Acknowledged {
  readonly requestId: string;
  readonly revision: number;
}

/** What is known of a trail beside its journal, over all its owners. */
interface Life {
  readonly acknowledged: Acknowledged[];
  /** Which attempts were started when how much was durable. */
  readonly started: { readonly attempt: string; readonly revision: number }[];
}

/** One owner's share of a life. What happens under it is noted as it happens. */
class Reign {
  readonly #life: Life;
  readonly owner: Owner;
  #asked = 0;
  #starts = 0;

  constructor(life: Life, owner: Owner) {
    this.#life = life;
    this.owner = owner;
  }

  /** Makes a command under an id of its own. Its answer must not leave before its record is durable. */
  async command(name: string, fields: JsonObject = {}): Promise<void> {
    const { epoch } = this.owner.memory;
    const requestId = `${epoch}-${this.#asked++}`;
    const { revision } = resultOf<{ revision: number }>(await this.owner.ask(name, { ...fields, request_id: requestId }));
    const last = (await this.owner.records()).at(-1);
    ok(last !== undefined && last.revision >= revision);
    this.#life.acknowledged.push({ requestId, revision });
    await this.note();
  }

  async end(attempt: string, isFine = true): Promise<void> {
    this.owner.executor.report(attempt).ended(isFine ? { ok: true, value: attempt } : { ok: false, error: { message: 'bad' } });
    await this.note();
  }

  async prompt(attempt: string): Promise<void> {
    this.owner.executor.report(attempt).prompt(`${attempt}.1`, 'Well?', { timeoutMs: 3_600_000 });
    await this.note();
  }

  /** Notes what was started since it was last asked. */
  async note(): Promise<void> {
    await quiet();
    const starts = this.owner.executor.asked.filter((asked) => asked.startsWith('start '));
    const revision = (await this.owner.records()).at(-1)?.revision ?? 0;
    for (const start of starts.slice(this.#starts)) {
      const attempt = start.slice('start '.length);
      ok(!this.#life.started.some((known) => known.attempt === attempt), `${attempt} was started twice`);
      this.#life.started.push({ attempt, revision });
    }
    this.#starts = starts.length;
  }
}

async function reign(life: Life, before: readonly JournalRecord[] = []): Promise<Reign> {
  const begun = new Reign(life, await openOwner(trailOf(GRAPH, OPTIONS), before));
  await begun.note();
  return begun;
}

/** An operator's session: marks, an interrupt, a failure, a prompt that is answered, a retry. */
async function session(life: Life): Promise<Owner> {
  const run = await reign(life);
  await run.command('pause', { tags: { name: 'done' } });
  await run.command('start');
  await run.command('note', { text: 'watching' });
  await run.end('0.1', false);
  await run.command('resume', { tags: { name: 'check' } });
  await run.end('0.2');
  await run.prompt('2.1');
  await run.command('interrupt', { tags: { name: 'copy' } });
  await run.command('reply', { prompt_id: '2.1.1', value: 'yes' });
  await run.command('resume', { tags: { name: 'copy' } });
  await run.end('1.1');
  await run.end('2.1', false);
  await run.command('set_pause_on_fail', { tags: { name: 'done' } });
  await run.command('resume', { tags: { name: 'done' } });
  return run.owner;
}

/** What was the life until so much was durable: nothing after it has happened. */
function until({ acknowledged, started }: Life, revision: number): Life {
  return {
    acknowledged: acknowledged.filter((command) => command.revision <= revision),
    started: started.filter((start) => start.revision <= revision),
  };
}

/** How the trail of a journal was at its end, by folding it. */
function foldedOf(records: readonly JournalRecord[]): Trail {
  const trail = trailOf(GRAPH, OPTIONS);
  for (const record of records) if (record.event.type !== 'created') trail.fold(record as never);
  return trail;
}

/** Takes the trail up from some records, and checks that nothing was lost but what ran, which is said. */
async function takeUp(life: Life, before: readonly JournalRecord[]): Promise<Reign> {
  const was = foldedOf(before);
  const next = await reign(life, before);
  const { trail, ask } = next.owner;
  for (const { n, policy } of trail.steps) {
    const [old, now] = [was.record(n), trail.record(n)];
    if (old.state !== Running) {
      deepStrictEqual(
        [now.state, now.attempt > old.attempt],
        old.ending === null ? [old.state, false] : [now.state, now.state === Running],
      );
    } else if (policy.idempotent) deepStrictEqual([now.state, now.attempt], [Running, old.attempt + 1]);
    else deepStrictEqual([now.state, now.cause, now.attempt], [Interrupted, 'server lost', old.attempt]);
  }
  const known = (await next.owner.records()).flatMap(({ answered }) => answered?.requestId ?? []);
  for (const { requestId } of life.acknowledged) ok(known.includes(requestId), `${requestId} is lost`);
  ok(!trail.isShuttingDown && (await ask('status')).error === null);
  return next;
}

/** Lets everything run that is held, until the trail is finished. */
async function finish(run: Reign): Promise<void> {
  const { trail, ask } = run.owner;
  await ask('start');
  for (let round = 0; !trail.isFinished && round < 20; round++) {
    await ask('resume');
    await quiet();
    const { attemptsUnderWay } = trail;
    for (const { n, attempt } of attemptsUnderWay) await run.end(`${n}.${attempt}`);
  }
  ok(trail.isFinished);
}

describe('a crash after any record', () => {
  it('loses no acknowledged command, starts no attempt twice, and the trail can be brought to its end (10, 20-22)', async () => {
    const life: Life = { acknowledged: [], started: [] };
    const records = await (await session(life)).records();
    expect(records.length).toBeGreaterThan(14);
    expect([life.acknowledged.length, life.started.length]).toEqual([9, 5]);
    for (let cut = 0; cut <= records.length; cut++) {
      const before = records.slice(0, cut);
      const lived = until(life, before.at(-1)?.revision ?? -1);
      const next = await takeUp(lived, before);
      await finish(next);
      expect((await next.owner.records()).map(({ revision }) => revision)).toEqual(
        (await next.owner.records()).map((_, index) => index),
      );
    }
  });

  it('and another one after any record of the owner that came next, is the same (10, 20-22)', async () => {
    const life: Life = { acknowledged: [], started: [] };
    const records = await (await session(life)).records();
    for (let cut = 1; cut <= records.length; cut += 3) {
      const first = until(life, records[cut - 1]?.revision ?? -1);
      const second = await takeUp(first, records.slice(0, cut));
      await finish(second);
      const more = await second.owner.records();
      for (let again = cut; again <= more.length; again += 2) {
        const before = more.slice(0, again);
        await takeUp(until(first, before.at(-1)?.revision ?? -1), before);
      }
    }
  });

  it('at random, again and again, never starts an attempt twice nor forgets a command (10, 20-22)', async () => {
    const calls = fc.constantFrom('pause', 'resume', 'skip', 'unskip', 'interrupt', 'block', 'unblock', 'start', 'note');
    const acts = fc.array(fc.record({ call: calls, n: fc.nat(3), isFine: fc.boolean(), ends: fc.boolean() }), { maxLength: 12 });
    const reigns = fc.array(fc.record({ acts, lost: fc.nat(4) }), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(reigns, async (all) => {
        let life: Life = { acknowledged: [], started: [] };
        let before: readonly JournalRecord[] = [];
        for (const { acts: todo, lost } of all) {
          const run = await takeUp(life, before);
          if (before.length === 0) await run.command('start');
          for (const { call, n, isFine, ends } of todo) {
            const [alive] = run.owner.trail.attemptsUnderWay;
            if (ends && alive !== undefined) await run.end(`${alive.n}.${alive.attempt}`, isFine);
            else await run.command(call, call === 'note' ? { text: 'x' } : { tags: { n } });
          }
          // What was not durable yet when it crashed was neither answered nor started.
          const records = await run.owner.records();
          before = records.slice(0, Math.max(1, records.length - lost));
          life = until(life, before.at(-1)?.revision ?? -1);
        }
        await takeUp(life, before);
      }),
      { numRuns: 25 },
    );
  });
});
