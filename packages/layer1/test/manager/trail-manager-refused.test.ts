import { defineErrors } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { type JournalRecord, MemoryJournal } from '../../src/ports/journal.js';
import { success } from '../support/manager-ports.js';
import { errorOf, quiet, type Rig, rigFor, watch } from '../support/manager-rig.js';
import { readAll } from '../support/owners.js';
import { snapshot, trailOf } from '../support/trails.js';

const GRAPH = [['a', 'b']] as const;
const refusing = defineErrors({ AUTOTRAIL_JOURNAL_REFUSED: { sentence: 'The disk is full.', cure: 'Make room.' } });

/** A journal that refuses to keep anything while its disk is full, or breaks for good. */
class FullJournal extends MemoryJournal {
  isFull = false;
  isBroken = false;
  refusals = 0;

  override append(records: readonly JournalRecord[]): Promise<void> {
    if (this.isBroken) return Promise.reject(new Error('EIO'));
    if (this.isFull) {
      this.refusals += 1;
      return Promise.reject(refusing('AUTOTRAIL_JOURNAL_REFUSED', {}));
    }
    super.append(records);
    return Promise.resolve();
  }
}

type FullRig = Rig & { readonly disk: FullJournal };

/** A manager under which `a` runs. */
async function running(): Promise<FullRig> {
  const disk = new FullJournal();
  const rig = rigFor(trailOf(GRAPH), { journal: disk });
  await rig.ask('start');
  await quiet();
  return { ...rig, disk };
}

describe('while a journal refuses to keep anything', () => {
  it('commands are refused with that reason, and nothing is changed by them', async () => {
    const { ask, disk, trail, executor, peer } = await running();
    await ask('subscribe');
    const before = snapshot(trail);
    disk.isFull = true;
    const answers = await Promise.all([
      ask('interrupt'),
      ask('pause', { tags: { name: 'b' } }),
      ask('note', { text: 'x' }),
      ask('pause', { tags: { name: 'b' }, request_id: 'req-1' }),
    ]);
    for (const answer of answers) expect([answer.result, errorOf(answer).code]).toEqual([null, 'AUTOTRAIL_JOURNAL_REFUSED']);
    expect([snapshot(trail), executor.asked, peer.pushed]).toEqual([before, ['start 0.1'], []]);
    expect(await readAll(disk)).toHaveLength(2);
  });

  it('a status is answered, also where it was asked together with a command; hello tells of the trouble', async () => {
    const { ask, disk, manager } = await running();
    disk.isFull = true;
    const [refused, status] = await Promise.all([ask('interrupt'), ask('status', { status_fields: ['state'] })]);
    expect(errorOf(refused).code).toBe('AUTOTRAIL_JOURNAL_REFUSED');
    expect(status.result).toEqual([{ state: 'Running' }, { state: 'Waiting' }]);
    expect(manager.hello()).toMatchObject({ revision: 1, trouble: 'The disk is full.' });
    disk.isFull = false;
    expect((await ask('interrupt')).error).toBeNull();
    expect(manager.hello()).toMatchObject({ revision: 2, trouble: null });
  });

  it('the same command is carried out once there is room, under the same request id', async () => {
    const { ask, disk, trail } = await running();
    disk.isFull = true;
    const command = { tags: { name: 'b' }, request_id: 'req-1' };
    expect(errorOf(await ask('pause', command)).code).toBe('AUTOTRAIL_JOURNAL_REFUSED');
    disk.isFull = false;
    expect(await ask('pause', command)).toMatchObject({ error: null, result: { revision: 2 } });
    expect([trail.record(1).state, trail.revision]).toEqual(['To Pause', 2]);
  });

  it('news of attempts waits, in order, and is applied once there is room', async () => {
    const { clock, disk, executor, trail } = await running();
    disk.isFull = true;
    executor.report('0.1').prompt('0.1.1', 'Well?', {});
    await quiet();
    executor.report('0.1').output('still heard');
    executor.report('0.1').ended(success('done'));
    await quiet();
    expect([trail.record(0).state, trail.needsInput, trail.revision]).toEqual(['Running', false, 1]);
    expect(trail.outputOf(0)?.all()).toEqual(['still heard']);
    clock.advance(1_000);
    await quiet();
    expect(disk.refusals).toBe(2);
    disk.isFull = false;
    expect(executor.asked).toEqual(['start 0.1']);
    clock.advance(1_000);
    await quiet();
    const events = (await readAll(disk)).map(({ revision, event }) => `${revision} ${event.type}`);
    expect(events).toEqual(['0 created', '1 command', '2 prompt', '3 ended']);
    expect([trail.record(0), executor.asked.at(-1)]).toMatchObject([{ state: 'Succeeded', returnValue: 'done' }, 'start 1.1']);
  });

  it('news that waits is applied as soon as a command shows that there is room', async () => {
    const { ask, disk, executor, trail, clock } = await running();
    disk.isFull = true;
    executor.succeed('0.1');
    await quiet();
    disk.isFull = false;
    await ask('note', { text: 'room' });
    await quiet();
    expect(trail.record(0).state).toBe('Succeeded');
    expect(clock.nextAt).toBeNull();
  });

  it('what waits for something is held back on, and not answered with what did not happen', async () => {
    const { ask, disk, executor, clock } = await running();
    const failed = watch(ask('wait', { until: 'failed' }));
    await quiet();
    disk.isFull = true;
    executor.report('0.1').ended({ ok: false, error: { message: 'bad' } });
    await quiet();
    expect(failed.isSettled).toBe(false);
    disk.isFull = false;
    clock.advance(1_000);
    await quiet();
    expect(failed.value?.result).toMatchObject({ outcome: 'failed', revision: 2 });
  });

  it('there is one timer to try again, however often it refuses, and none when the server ends', async () => {
    const { ask, disk, executor, clock, manager } = await running();
    disk.isFull = true;
    executor.succeed('0.1');
    await quiet();
    for (let times = 0; times < 5; times++) {
      await ask('pause');
      clock.advance(100);
    }
    const before = disk.refusals;
    clock.advance(500);
    await quiet();
    clock.advance(500);
    await quiet();
    expect(disk.refusals).toBe(before + 1);
    disk.isFull = false;
    void ask('shutdown');
    await manager.closed;
    expect(clock.nextAt).toBeNull();
  });

  it('a shutdown ends the server with an error, instead of waiting for room', async () => {
    const { ask, disk, manager } = await running();
    disk.isFull = true;
    const answer = watch(ask('shutdown'));
    await expect(manager.closed).rejects.toMatchObject({ code: 'AUTOTRAIL_INTERNAL' });
    expect(answer.value?.error?.code).toBe('AUTOTRAIL_INTERNAL');
    expect(await readAll(disk)).toHaveLength(2);
  });

  it('a shutdown by a signal ends it as well, at the next try', async () => {
    const { ask, clock, disk, manager } = await running();
    disk.isFull = true;
    expect(errorOf(await ask('pause')).code).toBe('AUTOTRAIL_JOURNAL_REFUSED');
    const closed = manager.shutdown('SIGTERM');
    clock.advance(1_000);
    await expect(closed).rejects.toMatchObject({ code: 'AUTOTRAIL_INTERNAL' });
  });
});

describe('a journal that is durable at once', () => {
  it('may refuse at once as well: the command is refused, and the next one is kept', async () => {
    let isFull = false;
    class Immediate extends MemoryJournal {
      override append(records: readonly JournalRecord[]): void {
        if (isFull) throw refusing('AUTOTRAIL_JOURNAL_REFUSED', {});
        super.append(records);
      }
    }
    const { ask, trail } = rigFor(trailOf(GRAPH), { journal: new Immediate() });
    await quiet();
    isFull = true;
    expect(errorOf(await ask('pause')).code).toBe('AUTOTRAIL_JOURNAL_REFUSED');
    isFull = false;
    await ask('pause', { tags: { name: 'b' } });
    expect(trail.steps.map(({ n }) => trail.record(n).state)).toEqual(['Ready', 'To Pause']);
  });
});

describe('a timer that runs out while a journal refuses what made it needless', () => {
  it('still times a prompt out whose answer was not kept (invariants 23, 24)', async () => {
    const { ask, disk, trail, executor, clock } = await running();
    executor.report('0.1').prompt('0.1.1', 'Well?', { timeoutMs: 500 });
    await quiet();
    disk.isFull = true;
    const answer = ask('reply', { prompt_id: '0.1.1', value: 1 });
    clock.advance(500);
    expect(errorOf(await answer).code).toBe('AUTOTRAIL_JOURNAL_REFUSED');
    disk.isFull = false;
    clock.advance(1_000);
    await quiet();
    expect([trail.record(0).prompts, executor.asked]).toMatchObject([[{ status: 'timed out' }], ['start 0.1', 'timeout 0.1']]);
  });

  it('is no event where it comes too late: the journal is spared it', async () => {
    const { ask, disk, executor, clock } = await running();
    executor.report('0.1').prompt('0.1.1', 'Well?', { timeoutMs: 500 });
    await quiet();
    const answer = ask('reply', { prompt_id: '0.1.1', value: 1 });
    clock.advance(500);
    await answer;
    await quiet();
    expect((await readAll(disk)).map(({ event }) => event.type)).toEqual(['created', 'command', 'prompt', 'reply']);
  });
});

describe('any other error of a journal', () => {
  it('ends the server: what was asked is answered with it, nothing is started, and nothing is read as done (invariant 28)', async () => {
    const disk = new FullJournal();
    const { ask, executor, manager } = rigFor(trailOf(GRAPH), { journal: disk });
    await quiet();
    disk.isBroken = true;
    const answers = [ask('start', { request_id: 'x' }), ask('status')].map(watch);
    await expect(manager.closed).rejects.toMatchObject({ code: 'AUTOTRAIL_INTERNAL', message: expect.stringContaining('EIO') });
    for (const { value } of answers) expect(value?.error?.code).toBe('AUTOTRAIL_INTERNAL');
    disk.isBroken = false;
    expect(errorOf(await ask('status')).code).toBe('AUTOTRAIL_INTERNAL');
    expect([executor.asked, (await readAll(disk)).length]).toEqual([['close'], 1]);
  });

  it('at the very first record keeps the server from starting', async () => {
    const disk = new FullJournal();
    disk.isBroken = true;
    const { manager } = rigFor(trailOf(GRAPH), { journal: disk, transports: [] });
    await expect(manager.start()).rejects.toThrow('EIO');
  });

  it('when the journal cannot be read back after a refusal ends the server too', async () => {
    const { ask, disk, manager } = await running();
    disk.isFull = true;
    disk.read = () => {
      throw new Error('EIO on reading');
    };
    expect(errorOf(await ask('pause')).code).toBe('AUTOTRAIL_INTERNAL');
    await expect(manager.closed).rejects.toThrow('EIO on reading');
  });
});
