import { describe, expect, it } from 'vitest';
import { Mailbox } from '../../../src/isolated/runner/mailbox.js';

describe('Mailbox', () => {
  it('gives out what came before and after it was asked, null included, and ends when it is told to', async () => {
    const mailbox = new Mailbox();
    const read: unknown[] = [];
    mailbox.push('before');
    const reading = (async () => {
      for await (const message of mailbox) read.push(message);
    })();
    await new Promise(setImmediate);
    expect(read).toEqual(['before']);
    mailbox.push(null);
    mailbox.push('after');
    mailbox.end();
    await reading;
    expect(read).toEqual(['before', null, 'after']);
  });

  it('wakes all its readers', async () => {
    const mailbox = new Mailbox();
    const readers = [mailbox[Symbol.asyncIterator](), mailbox[Symbol.asyncIterator]()].map((reader) => reader.next());
    await new Promise(setImmediate);
    mailbox.push('only one');
    mailbox.end();
    const results = await Promise.all(readers);
    expect(results.map(({ value }) => value)).toContain('only one');
    expect(results.filter(({ done }) => done)).toHaveLength(1);
  });
});
