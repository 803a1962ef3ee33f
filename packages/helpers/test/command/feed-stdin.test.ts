import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import { feedStdin } from '../../src/command/feed-stdin.js';

async function* each(...messages: readonly JsonValue[]): AsyncGenerator<JsonValue> {
  yield* messages;
}

describe('feedStdin', () => {
  it('writes messages as they are, with a newline where there is none', async () => {
    const stdin = new PassThrough();
    await feedStdin(stdin, each('a', 'b\n', '', 'c\nd', 'ü'));
    stdin.end();
    await expect(text(stdin)).resolves.toBe('a\nb\n\nc\nd\nü\n');
  });

  it('writes what is no string as JSON', async () => {
    const stdin = new PassThrough();
    await feedStdin(stdin, each(true, null, 1, ['a'], { b: 2 }));
    stdin.end();
    await expect(text(stdin)).resolves.toBe('true\nnull\n1\n["a"]\n{"b":2}\n');
  });

  it('lets nothing escape of a program that closes its stdin', async () => {
    const script = "require('fs').closeSync(0); console.log('closed'); setTimeout(() => {}, 1e9)";
    const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    async function* many() {
      for (let i = 0; i < 100; i++) {
        yield 'x'.repeat(100_000);
        await new Promise(setImmediate);
      }
    }
    await feedStdin(child.stdin, many());
    expect(child.stdin.destroyed).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
});
