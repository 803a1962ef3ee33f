import { getEventListeners } from 'node:events';
import type { JsonObject } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import type { ApiResponse } from '../../src/api/api-call.js';
import type { HandledCall } from '../../src/api/handle-api-call.js';
import { Deferred } from '../../src/deferred.js';
import { layer1Error } from '../../src/errors.js';
import { ClientDesk } from '../../src/manager/client-desk.js';
import { type JournalRecord, MemoryJournal } from '../../src/ports/journal.js';
import type { Applied } from '../../src/trail/trail.js';
import { HandPeer } from '../support/manager-ports.js';
import { quiet } from '../support/manager-rig.js';

type Answered = Extract<HandledCall, { readonly type: 'answered' }>;

function record(revision: number): JournalRecord {
  return { revision, epoch: 1, at: 0, event: { type: 'shutdown' }, changes: [] };
}

function applied(revision: number): Applied {
  return { revision, at: 0, event: { type: 'shutdown' }, changes: [], effects: [] };
}

/** A desk whose calls come to what the test says, by their names; everything else is answered with its name. */
function deskFor(
  comesTo: Readonly<Record<string, () => HandledCall>> = {},
  checks: Readonly<Record<string, () => Promise<void> | undefined>> = {},
) {
  const woken: string[] = [];
  const trail = { revision: 0 };
  const desk = new ClientDesk({
    trail,
    memory: new MemoryJournal(),
    calls: {
      check: ({ message }) => checks[String(message.name)]?.(),
      handle: ({ message }) => {
        const name = String(message.name);
        return comesTo[name]?.() ?? answered(name);
      },
    },
    wake: () => woken.push('woken'),
  });
  const peer = new HandPeer();
  const answers: ApiResponse[] = [];
  const ask = (message: JsonObject | string): void => {
    const request = typeof message === 'string' ? { name: message } : message;
    void desk.ask({ wire: 2, message: request, peer }).then((answer) => answers.push(answer));
  };
  return { trail, desk, peer, answers, ask, woken };
}

function answered(name: string, more: Partial<Answered> = {}): Answered {
  const response = { name, result: `${name} done`, error: null };
  return { type: 'answered', response, applied: [], keepServing: true, subscribes: false, ...more };
}

const heldBack: HandledCall = { type: 'held back' };

describe('requests', () => {
  it('are handled one by one, in the order in which they came, and answered when the turn is sent', async () => {
    const { desk, answers, ask } = deskFor({ change: () => answered('change', { applied: [applied(1)] }) });
    ask('look');
    ask('change');
    expect(desk.size).toBe(2);
    expect(desk.handleNext()).toEqual([]);
    expect(desk.handleNext()).toEqual([applied(1)]);
    expect([desk.size, desk.handleNext()]).toEqual([0, []]);
    await quiet();
    expect(answers).toEqual([]);
    desk.send([record(1)]);
    await quiet();
    expect(answers.map(({ result }) => result)).toEqual(['look done', 'change done']);
    desk.send([]);
    await quiet();
    expect(answers).toHaveLength(2);
  });
});

describe('a call that is held back', () => {
  it('is handled again with the others each time, until it is answered', async () => {
    let isReady = false;
    const { desk, answers, ask, peer } = deskFor({ wait: () => (isReady ? answered('wait') : heldBack) });
    ask('wait');
    for (let turn = 0; turn < 20; turn++) {
      desk.handleNext();
      expect(desk.handleHeldBack()).toEqual([]);
      desk.send([]);
    }
    await quiet();
    expect(answers).toEqual([]);
    expect(getEventListeners(peer.gone, 'abort')).toHaveLength(1);
    isReady = true;
    desk.handleHeldBack();
    desk.send([]);
    await quiet();
    expect(answers.map(({ result }) => result)).toEqual(['wait done']);
    expect(getEventListeners(peer.gone, 'abort')).toEqual([]);
    expect(desk.handleHeldBack()).toEqual([]);
  });

  it('may change the trail when its time has come', () => {
    let isReady = false;
    const { desk, ask } = deskFor({
      startWhenReady: () => (isReady ? answered('startWhenReady', { applied: [applied(5)] }) : heldBack),
    });
    ask('startWhenReady');
    expect(desk.handleNext()).toEqual([]);
    isReady = true;
    expect(desk.handleHeldBack()).toEqual([applied(5)]);
  });

  it('is refused and forgotten when its client goes, or has gone', async () => {
    let handled = 0;
    const { desk, answers, ask, peer } = deskFor({
      wait: () => {
        handled += 1;
        return heldBack;
      },
    });
    ask('wait');
    desk.handleNext();
    peer.leave();
    await quiet();
    ask('wait');
    desk.handleNext();
    await quiet();
    expect(answers.map(({ error }) => error?.code)).toEqual(['AUTOTRAIL_CLIENT_GONE', 'AUTOTRAIL_CLIENT_GONE']);
    desk.handleHeldBack();
    expect(handled).toBe(2);
    desk.refuseAll(layer1Error('AUTOTRAIL_SERVER_ENDING'));
    await quiet();
    expect(answers).toHaveLength(2);
  });
});

describe('a request whose answers actions look at', () => {
  /** A desk whose calls `reply` are looked at until the test has done so; others are not. */
  function desk(comesTo: () => HandledCall = () => answered('reply')) {
    const looking: Deferred<void>[] = [];
    const verdicts = ['looks', 'looks again', 'is done'];
    const check = (): Promise<void> | undefined => {
      if (verdicts.shift() === 'is done') return undefined;
      looking.push(new Deferred());
      return looking.at(-1)?.promise;
    };
    return { ...deskFor({ reply: comesTo }, { reply: check }), looking };
  }

  it('waits outside of the turn while others go on, and is handled once they have done so', async () => {
    const { desk: front, ask, answers, looking, woken } = desk(() => answered('reply', { applied: [applied(3)] }));
    for (const name of ['first', 'reply', 'second']) ask(name);
    for (let turn = 0; turn < 3; turn++) expect(front.handleNext()).toEqual([]);
    front.send([]);
    await quiet();
    expect(answers.map(({ name }) => name)).toEqual(['first', 'second']);
    expect([front.size, woken]).toEqual([0, []]);

    looking[0]?.resolve();
    await quiet();
    expect([front.size, woken]).toEqual([1, ['woken']]);
    expect(front.handleNext()).toEqual([]);
    looking[1]?.resolve();
    await quiet();
    expect(woken).toHaveLength(2);
    expect(front.handleNext()).toEqual([applied(3)]);
    front.send([record(3)]);
    await quiet();
    expect(answers.map(({ name }) => name)).toEqual(['first', 'second', 'reply']);
  });

  it('is refused and not handled any longer when its client goes, or has gone', async () => {
    let handled = 0;
    const {
      desk: front,
      ask,
      answers,
      looking,
      peer,
      woken,
    } = desk(() => {
      handled += 1;
      return answered('reply');
    });
    ask('reply');
    front.handleNext();
    peer.leave();
    ask('reply');
    front.handleNext();
    for (const look of looking) look.resolve();
    await quiet();
    expect(answers.map(({ error }) => error?.code)).toEqual(['AUTOTRAIL_CLIENT_GONE', 'AUTOTRAIL_CLIENT_GONE']);
    expect([front.size, woken, handled]).toEqual([0, [], 0]);
    expect(getEventListeners(peer.gone, 'abort')).toEqual([]);
  });

  it('is refused once with all others when the server ends, whatever the actions come to', async () => {
    const { desk: front, ask, answers, looking, peer } = desk();
    ask('reply');
    front.handleNext();
    front.refuseAll(layer1Error('AUTOTRAIL_SERVER_ENDING'));
    looking[0]?.resolve();
    await quiet();
    expect(answers.map(({ error }) => error?.code)).toEqual(['AUTOTRAIL_SERVER_ENDING']);
    expect(front.size).toBe(0);
    expect(getEventListeners(peer.gone, 'abort')).toEqual([]);
  });
});

describe('refusing all', () => {
  it('answers what waits, what is held back, what was handled but not sent, and what broke the server: each once', async () => {
    const { desk, answers, ask, peer } = deskFor({
      wait: () => heldBack,
      broken: () => {
        throw new Error('a bug');
      },
    });
    for (const name of ['wait', 'handled', 'broken', 'waiting']) ask(name);
    desk.handleNext();
    desk.handleNext();
    expect(() => desk.handleNext()).toThrow('a bug');
    desk.refuseAll(layer1Error('AUTOTRAIL_SERVER_ENDING'));
    desk.refuseAll(layer1Error('AUTOTRAIL_SERVER_ENDING'));
    await quiet();
    expect(answers.map(({ name }) => name).sort()).toEqual(['broken', 'handled', 'wait', 'waiting']);
    for (const { result, error } of answers) {
      expect([result, error?.code, error?.hint]).toEqual([null, 'AUTOTRAIL_SERVER_ENDING', 'Start the trail again to go on.']);
    }
    expect(getEventListeners(peer.gone, 'abort')).toEqual([]);
  });

  it('has forgotten what was answered before', () => {
    const { desk, ask } = deskFor();
    let looks = 0;
    ask({
      get name() {
        looks += 1;
        return 'look';
      },
    });
    desk.handleNext();
    desk.send([]);
    const before = looks;
    desk.refuseAll(layer1Error('AUTOTRAIL_SERVER_ENDING'));
    expect(looks).toBe(before);
  });

  it('answers a request without a name with null for it', async () => {
    const { desk, answers, ask } = deskFor();
    ask({});
    ask({ name: 7 });
    desk.refuseAll(layer1Error('AUTOTRAIL_SERVER_ENDING'));
    await quiet();
    expect(answers.map(({ name }) => name)).toEqual([null, null]);
  });
});

describe('subscribing', () => {
  it('counts from the revision at which the call was handled, and its answer leaves before the first push', async () => {
    const { desk, trail, peer, ask, answers } = deskFor({ subscribe: () => answered('subscribe', { subscribes: true }) });
    const order: string[] = [];
    peer.hasRoom = () => {
      order.push(`push after ${answers.length} answers`);
      return true;
    };
    ask('subscribe');
    trail.revision = 3;
    desk.handleNext();
    trail.revision = 5;
    desk.send([1, 2, 3, 4, 5].map(record));
    expect(peer.pushed).toEqual([record(4), record(5)]);
    expect(order).toHaveLength(2);
    desk.send([record(6)]);
    expect(peer.pushed).toHaveLength(3);
  });
});
