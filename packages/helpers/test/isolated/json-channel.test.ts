import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonChannel } from '../../src/isolated/json-channel.js';

describe('JsonChannel', () => {
  it('hears what was sent, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        async (sent, size) => {
          const [here, there] = duplexPair();
          const heard: unknown[] = [];
          const channel = new JsonChannel(here, (message) => heard.push(message));
          const bytes = Buffer.from(sent.map((message) => `${JSON.stringify(message)}\n`).join(''));
          for (let at = 0; at < bytes.length; at += size) there.write(bytes.subarray(at, at + size));
          there.resume().end();
          here.end();
          await channel.closed;
          expect(heard).toEqual(sent.map((message) => JSON.parse(JSON.stringify(message)) as unknown));
        },
      ),
      { seed: 7, numRuns: 50 },
    );
  });

  it('carries messages both ways', async () => {
    const [here, there] = duplexPair();
    const heard = new Promise((resolve) => new JsonChannel<string, string>(there, resolve));
    const channel = new JsonChannel<never, object>(here, () => {});
    channel.send({ text: 'a\nb' });
    expect(await heard).toEqual({ text: 'a\nb' });
    channel.close();
    await channel.closed;
    expect(() => channel.send({})).not.toThrow();
  });

  it('is closed with an error where no message comes', async () => {
    const [here, there] = duplexPair();
    const channel = new JsonChannel(here, () => {});
    there.write('no JSON\n');
    await expect(channel.closed).rejects.toThrow(/JSON/);
    expect(here.destroyed).toBe(true);
  });

  it('is closed with the error of whoever hears', async () => {
    const [here, there] = duplexPair();
    const channel = new JsonChannel(here, () => {
      throw new Error('deaf');
    });
    there.write('1\n');
    await expect(channel.closed).rejects.toThrow('deaf');
  });
});
