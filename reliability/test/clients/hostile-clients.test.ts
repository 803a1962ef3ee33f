import { createConnection } from 'node:net';
import { connect } from '@autotrail/core/socket';
import { describe, expect, it } from 'vitest';
import { checkAnswers } from '../../src/clients/check-answers.js';
import type { Exchange } from '../../src/clients/exchange.js';
import { type FuzzResult, fuzz } from '../../src/clients/fuzz.js';
import { GRAMMAR_KINDS, grammarLine } from '../../src/clients/grammar.js';
import type { HostileLine, Verdict } from '../../src/clients/hostile-line.js';
import { judge } from '../../src/clients/judge.js';
import { snapshotOf } from '../../src/clients/snapshot.js';
import { bringToRest } from '../../src/clients/still-trail.js';
import { Random, seedOfRun } from '../../src/support/random.js';
import { watchPrototypes } from '../../src/victim/prototypes.js';
import { Victim } from '../../src/victim/victim.js';

const seed = seedOfRun();

describe(`a server among hostile clients (seed ${seed})`, () => {
  it('invariant 16: refuses what is malformed, each line with one error, and leaves the trail as it was', async () => {
    const result = await fuzz({ seed, requests: 200_000 });
    expect(result.breaches).toEqual([]);
    expect(result.requests).toBeGreaterThanOrEqual(200_000);
    expect(result.polite.count).toBeGreaterThan(0);
    expectAllGrammar(result);
  }, 300_000);

  it('invariant 16: does so, too, where touching a prototype throws', async () => {
    const result = await fuzz({ seed: seed + 1, requests: 3_000, nodeOptions: ['--disable-proto=throw'] });
    expect(result.breaches).toEqual([]);
    expect(result.byKind.get('prototype named')).toBeGreaterThan(0);
  }, 120_000);

  it('invariant 30: holds no more memory and no more descriptors after clients that flood it and never read', async () => {
    await using victim = await Victim.start('still');
    await bringToRest(victim.socketFile);
    const before = await victim.report();
    for (let client = 0; client < 20; client += 1) await askWithoutReading(victim.socketFile);
    const after = await victim.reportAtRest(before.descriptors);
    expect(after.rss - before.rss).toBeLessThan(64 * 1024 * 1024);
    expect(after.descriptors).toBeLessThanOrEqual(before.descriptors);
    expect(after.changedPrototypes).toEqual([]);
  });

  it.each([
    ['ends', 'if (/1e999/.test(text)) process.exit(3);', 'the server has ended: {"code":3'],
    ['keeps what it is sent', '(globalThis.kept ??= []).push(new Array(20000).fill(text.length));', 'bytes more than before'],
    [
      'lets a prototype be reached',
      'if (/toString|hasOwnProperty|isPrototypeOf|valueOf/.test(text)) Object.prototype.admin = true;',
      'Object.prototype.admin',
    ],
    ['acts in a dry run', 'if (value?.name === "stop") value.dry_run = false;', "the trail's revision"],
    [
      'takes no notice of a word',
      'if (value?.states?.length === 1 && value.states[0] !== "Running") value.states = [];',
      'no answer that is refused',
    ],
  ])(
    'would be found out if it were one that %s',
    async (_, patch, breach) => {
      const result = await fuzz({ seed, requests: 3_000, nodeOptions: [`--import=${patchedParse(patch)}`] });
      expect(result.breaches.join('\n')).toContain(breach);
    },
    120_000,
  );

  it('is compared by everything that a client can learn of it', async () => {
    await using victim = await Victim.start('still');
    await bringToRest(victim.socketFile);
    const before = await snapshotOf(victim.socketFile);
    expect(await snapshotOf(victim.socketFile)).toEqual(before);
    const connection = await connect(victim.socketFile);
    await connection.request('note', { text: 'this changes no step' });
    await connection.close();
    const after = await snapshotOf(victim.socketFile);
    expect(after.status).toEqual(before.status);
    expect(after.revision).not.toEqual(before.revision);
    expect(after).not.toEqual(before);
  });
});

describe('the check of answers', () => {
  const line = (id: string | null, outcome: Verdict['outcome']): HostileLine => ({
    kind: 'test',
    bytes: Buffer.from('{}'),
    verdict: { id, outcome, ends: false },
  });
  const exchange = (...lines: readonly HostileLine[]): Exchange => ({ parts: [], ending: 'end', lines, hasHello: true });
  const hello = '{"autotrail":2}';
  const refused = '{"id":1,"name":null,"result":null,"error":{"code":"X","message":"x"}}';
  const served = '{"id":1,"name":"list","result":[],"error":null}';

  it('accepts one answer for each line, in any order', () => {
    const unpaired = refused.replace('"id":1', '"id":null');
    expect(checkAnswers(exchange(line('1', 'refused'), line(null, 'refused')), [hello, unpaired, refused])).toEqual([]);
    expect(checkAnswers(exchange(line('1', 'either')), [hello, served])).toEqual([]);
  });

  it.each([
    ['no answer', [hello], 'no answer'],
    ['two answers', [hello, refused, refused], 'answer to nothing'],
    ['a result where an error is due', [hello, served], 'no answer that is refused'],
    ['the answer to another request', [hello, refused.replace('1', '2')], 'no answer that is refused'],
    ['what is no answer', [hello, 'oops'], 'no answer'],
  ])('finds %s', (_, received, breach) => {
    expect(checkAnswers(exchange(line('1', 'refused')), received)[0]).toContain(breach);
  });
});

describe('the judge of lines', () => {
  const verdictOf = (text: string, wire: 1 | 2 = 2) => judge(Buffer.from(text), wire);

  it.each([
    ['{"id":1,"name":"skip","tags":{}}', true],
    ['{"id":1,"name":"skip","tags":{},"dry_run":true}', false],
    ['{"id":1,"name":"shutdown"}', true],
    ['{"id":1,"name":"wait"}', true],
    ['{"id":1,"name":"skip","tags":{},"dry_run":"no"}', false],
  ])('keeps %s from a trail that nothing is to happen to: %s', (text, isForbidden) => {
    expect(verdictOf(text).isForbidden).toBe(isForbidden);
  });

  it.each([
    ['{"id":1,"name":"list"', null, true],
    ['{"id":1,"name":"list","name":"list"}', null, true],
    ['{"id":1,"name":"list","x":{"\\u005f_proto__":1}}', null, true],
    [`{"id":1,"name":"list","x":${'['.repeat(64)}${']'.repeat(64)}}`, null, true],
    ['{"id":1e999,"name":"list"}', null, false],
    ['{"id":1,"name":"constructor"}', '1', false],
    ['{"id":"a","name":"list","tags":{"a":null}}', '"a"', false],
  ])('owes %s one error', (text, id, ends) => {
    expect(verdictOf(text).verdict).toEqual({ id, ends, outcome: 'refused' });
  });

  it('lets a duplicate key through nowhere, though a parser would take the last', () => {
    const random = new Random(seed);
    for (let k = 0; k < 500; k += 1) {
      expect(grammarLine(random, { kind: 'key twice', wire: 2, id: k }).verdict).toEqual({
        id: null,
        outcome: 'refused',
        ends: true,
      });
    }
  });
});

describe('the watch over prototypes', () => {
  it('names what was added, replaced or hidden, and nothing else', () => {
    const changed = watchPrototypes();
    expect(changed()).toEqual([]);
    Object.defineProperty(Object.prototype, 'admin', { value: true, configurable: true });
    try {
      expect(changed()).toEqual(['Object.prototype.admin']);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'admin');
    }
    expect(changed()).toEqual([]);
  });
});

function expectAllGrammar({ byKind }: FuzzResult): void {
  const frequent = GRAMMAR_KINDS.filter((kind) => kind !== 'huge value' && kind !== 'deep value');
  expect(frequent.filter((kind) => (byKind.get(kind) ?? 0) === 0)).toEqual([]);
}

/** A module that has `JSON.parse` do something more with the `text` of a request and the `value` it stands for. */
function patchedParse(patch: string): string {
  const source = `const parse = JSON.parse;
    JSON.parse = (text, reviver) => { const value = parse(text, reviver); if (String(text).includes('"name"')) { ${patch} } return value; };`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** Asks for much, reads none of it, and leaves when somebody else was answered. */
async function askWithoutReading(socketFile: string): Promise<void> {
  const greedy = createConnection(socketFile).pause();
  greedy.write('{"autotrail":2}\n');
  for (let id = 0; id < 2_000; id += 1) greedy.write(`{"id":${id},"name":"status"}\n`);
  const other = await connect(socketFile);
  await other.request('list', { tags: { n: 0 } });
  await other.close();
  greedy.destroy();
}
