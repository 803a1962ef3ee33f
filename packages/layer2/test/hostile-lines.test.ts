import { encodeLine } from '@autotrail/core/socket';
import { describe, expect, it } from 'vitest';
import { RawClient } from './support/raw-client.js';
import { Target } from './support/target.js';
import { hostOfThisFile } from './support/trail-host.js';

const host = hostOfThisFile();
const MiB = 1024 * 1024;
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** Lines that cannot be read: one error, then the end. */
const UNREADABLE: readonly { readonly what: string; readonly line: string | Buffer; readonly error: RegExp }[] = [
  { what: 'an empty line', line: '', error: /JSON/ },
  { what: 'no JSON', line: 'hello', error: /JSON/ },
  { what: 'half a JSON object', line: '{"name": "pause"', error: /JSON/ },
  { what: 'two objects on a line', line: '{}{}', error: /JSON/ },
  { what: 'a NUL', line: '\0', error: /JSON/ },
  { what: 'a broken percent sequence', line: '%7B%ZZ', error: /percent/ },
  { what: 'percent-encoded bytes that are not UTF-8', line: '%FF%FE', error: /percent/ },
  { what: 'bytes that are not UTF-8', line: Buffer.from([0x7b, 0xff, 0x7d]), error: /UTF-8/ },
  { what: 'a byte order mark', line: '\uFEFF{}', error: /JSON/ },
  { what: '65 levels', line: `{"name":"pause","tags":{},"dry_run":false,"x":${nested(64)}}`, error: /64 levels/ },
  { what: '65 levels, percent-encoded', line: encodeLine(`{"x":${nested(64)}}`), error: /64 levels/ },
  { what: 'a million levels', line: '['.repeat(MiB - 1), error: /64 levels/ },
  { what: 'a line of more than 1 MiB', line: `{"name":"pause","x":"${'x'.repeat(MiB)}"}`, error: /1048576 bytes/ },
  { what: 'a line that never ends', line: Buffer.alloc(MiB + 1, 0x20), error: /1048576 bytes/ },
];

/** Lines that can be read and are no request. On wire 2 they are answered with an error, and the connection goes on. */
const NO_REQUEST: readonly { readonly what: string; readonly line: string }[] = [
  { what: 'null', line: 'null' },
  { what: 'a number', line: '1' },
  { what: 'a string', line: '"pause"' },
  { what: 'an array', line: '[{"name":"pause"}]' },
];

describe.each(UNREADABLE)('$what', ({ line, error }) => {
  it('is answered with one error on wire 1, and the connection ends', async () => {
    const target = await Target.of(host);
    const client = await RawClient.connected(target.socketFile);
    client.socket.write(line);
    client.socket.write('\n');
    expect(await client.message()).toEqual({ name: null, result: null, error: expect.stringMatching(error) });
    expect(await client.line()).toBeNull();
    await target.expectUnharmed();
  });

  it('is answered with one error on wire 2, and the connection ends', async () => {
    const target = await Target.of(host);
    const client = await RawClient.onWire2(target.socketFile);
    client.socket.write(line);
    client.socket.write('\n{"id":1,"name":"skip"}\n');
    const refusal = {
      code: expect.stringMatching(/^AUTOTRAIL_/),
      message: expect.stringMatching(error),
      hint: expect.any(String),
    };
    expect(await client.message()).toEqual({ id: null, name: null, result: null, error: refusal });
    expect(await client.line()).toBeNull();
    await target.expectUnharmed();
  });
});

describe.each(NO_REQUEST)('$what', ({ line }) => {
  it('is answered with an error on wire 1', async () => {
    const target = await Target.of(host);
    const client = await RawClient.connected(target.socketFile);
    client.socket.write(`${line}\n`);
    expect(await client.message()).toEqual({ name: null, result: null, error: expect.stringContaining('JSON object') });
    expect(await client.line()).toBeNull();
    await target.expectUnharmed();
  });

  it('is answered with an error on wire 2, and the next request is answered', async () => {
    const target = await Target.of(host);
    const client = await RawClient.onWire2(target.socketFile);
    client.socket.write(`${line}\n{"id":"next","name":"list","tags":{"name":"held"}}\n`);
    expect(await client.message()).toMatchObject({ id: null, error: { code: 'AUTOTRAIL_BAD_REQUEST' } });
    expect(await client.message()).toEqual({ id: 'next', name: 'list', result: [{ n: 2, name: 'held' }], error: null });
    await target.expectUnharmed();
  });
});

describe('the first line', () => {
  it.each([1, 3, '2', null, true, [], {}, 2.5])('that asks for version %j of the wire is refused', async (autotrail) => {
    const target = await Target.of(host);
    const client = await RawClient.connected(target.socketFile);
    client.send({ autotrail, name: 'skip', tags: {}, dry_run: false });
    const message = expect.stringMatching(/versions 1 and 2/);
    expect(await client.message()).toMatchObject({ id: null, error: { code: 'AUTOTRAIL_WIRE_VERSION', message } });
    expect(await client.line()).toBeNull();
    await target.expectUnharmed();
  });

  it.each(['start', 'skip', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '', 'PAUSE', 'pause '])(
    'that is the call %j of wire 1 in plain JSON is answered as one that is encoded',
    async (name) => {
      const target = await Target.of(host);
      const request = { name, tags: { name: 'nobody' }, dry_run: true };
      const [plain, encoded] = await Promise.all([
        answerTo(JSON.stringify(request)),
        answerTo(encodeLine(JSON.stringify(request))),
      ]);
      expect(plain).toEqual(encoded);
      const isKnown = name === 'start' || name === 'skip';
      const error = isKnown ? null : `API name ${name} is invalid.`;
      expect(plain).toEqual({ name, result: isKnown ? [] : null, error });
      await target.expectUnharmed();

      async function answerTo(line: string): Promise<unknown> {
        const client = await RawClient.connected(target.socketFile);
        client.socket.write(`${line}\n`);
        return client.message();
      }
    },
  );

  it('may be 1 MiB long, in as many pieces as one likes', async () => {
    const target = await Target.of(host);
    const client = await RawClient.connected(target.socketFile);
    const request = `{"name":"list","tags":{"name":"held"}${' '.repeat(MiB - 38)}}`;
    expect(Buffer.byteLength(request)).toBe(MiB);
    for (let i = 0; i < MiB; i += 100_000) client.socket.write(request.slice(i, i + 100_000));
    client.socket.write('\n');
    expect(await client.message()).toMatchObject({ result: [{ n: 2, name: 'held' }] });
  });

  it('may be 64 levels deep', async () => {
    const target = await Target.of(host);
    const client = await RawClient.connected(target.socketFile);
    client.socket.write(`{"name":"list","tags":{"name":"held"},"ignored":${nested(63)}}\n`);
    expect(await client.message()).toMatchObject({ result: [{ n: 2, name: 'held' }] });
  });

  it('is the only one on wire 1: what follows it is not heard', async () => {
    const target = await Target.of(host);
    const client = await RawClient.connected(target.socketFile);
    client.send({ name: 'list', tags: { name: 'held' } }, { name: 'skip', tags: {}, dry_run: false });
    expect(await client.message()).toMatchObject({ name: 'list', error: null });
    expect(await client.line()).toBeNull();
    await target.expectUnharmed();
  });
});
