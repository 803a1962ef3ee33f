import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamDesk } from '../../src/process/stream-desk.js';

let desk: StreamDesk;

beforeEach(async () => {
  desk = await StreamDesk.open();
});

afterEach(() => desk.close());

/** Connects and says something, cut into pieces anywhere. */
async function say(...pieces: readonly string[]) {
  const socket = connect(desk.socketFile);
  await once(socket, 'connect');
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
  return socket;
}

describe('StreamDesk', () => {
  it('listens in a folder that nobody else may enter, and leaves nothing behind', async () => {
    const folder = dirname(desk.socketFile);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await desk.close();
    expect(existsSync(folder)).toBe(false);
  });

  it('tells streams apart by their tokens, in whatever order and pieces they come, and loses nothing behind them', async () => {
    const { tokens, arrived } = desk.expect(3);
    const [first = '', second = '', third = ''] = tokens;
    await say(`${third}what comes at once`).then((socket) => socket.end());
    await say(...first).then((socket) => socket.end(' later'));
    await say(second.slice(0, 5), second.slice(5), 'b').then((socket) => socket.end());
    expect(await Promise.all((await arrived).map((socket) => text(socket)))).toEqual([' later', 'b', 'what comes at once']);
  });

  it.each([['no token'], ['x'.repeat(32)], ['x'.repeat(1_000)], ['']])('closes a connection that says %j', async (words) => {
    const socket = await say(words);
    socket.end().resume();
    await once(socket, 'close');
  });

  it('hands a token out once', async () => {
    const { tokens, arrived } = desk.expect(1);
    await say(tokens[0] ?? '');
    const [stream] = await arrived;
    const second = await say(tokens[0] ?? '');
    await once(second.resume(), 'close');
    expect(stream?.destroyed).toBe(false);
    stream?.destroy();
  });

  it('closes streams that nobody waits for any longer', async () => {
    const forgotten = desk.expect(2);
    const early = await say(forgotten.tokens[0] ?? '');
    forgotten.forget();
    const late = await say(forgotten.tokens[1] ?? '');
    await Promise.all([once(early.resume(), 'close'), once(late.resume(), 'close')]);
  });
});
