import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { OutputReader } from '../../src/command/output-reader.js';

describe('OutputReader', () => {
  it('hears every line, the last one without a newline too', async () => {
    const lines: string[] = [];
    const stream = Readable.from([Buffer.from('a\nb'), Buffer.from('c\n'), Buffer.from('d')], { objectMode: false });
    const reader = new OutputReader(stream, (line) => lines.push(line));
    await reader.closed;
    expect(lines).toEqual(['a', 'bc', 'd']);
    expect(reader.chunks).toBe(3);
  });

  it('lets the event loop go round after every chunk', async () => {
    let turns = 0;
    let isOver = false;
    const countTurn = (): void => {
      turns += 1;
      if (!isOver) setImmediate(countTurn);
    };
    countTurn();
    const chunks = Array.from({ length: 50 }, (_, i) => Buffer.from(`${i}\n`));
    const turnsAtLine: number[] = [];
    const reader = new OutputReader(Readable.from(chunks, { objectMode: false }), () => turnsAtLine.push(turns));
    await reader.closed;
    isOver = true;
    expect(new Set(turnsAtLine).size).toBe(50);
  });

  it('reads no more than it has heard, and a little ahead', async () => {
    let produced = 0;
    let heard = 0;
    let mostAhead = 0;
    const stream = new Readable({
      highWaterMark: 1_024,
      read() {
        produced += 1;
        this.push(produced > 500 ? null : Buffer.alloc(1_024, 'x\n'));
      },
    });
    const reader = new OutputReader(stream, () => {
      heard += 1;
      mostAhead = Math.max(mostAhead, produced - heard / 512);
    });
    await reader.closed;
    expect(heard).toBe(500 * 512);
    expect(mostAhead).toBeLessThan(5);
  });

  it('hears nothing more after hearing a line threw, closes the stream, and rejects with that', async () => {
    const heard: string[] = [];
    const stream = new PassThrough();
    const reader = new OutputReader(stream, (line) => {
      heard.push(line);
      throw new Error(`cannot hear ${line}`);
    });
    stream.write('a\nb\nc');
    await expect(reader.closed).rejects.toThrow('cannot hear a');
    expect(heard).toEqual(['a']);
    expect(stream.destroyed).toBe(true);
  });

  it('takes a stream that fails for one that is closed', async () => {
    const lines: string[] = [];
    const stream = new PassThrough();
    const reader = new OutputReader(stream, (line) => lines.push(line));
    stream.once('data', () => stream.destroy(new Error('EIO')));
    stream.write('a\nb');
    await reader.closed;
    expect(lines).toEqual(['a', 'b']);
  });

  it('can be closed', async () => {
    const stream = new PassThrough();
    const reader = new OutputReader(stream, () => {});
    reader.close();
    await reader.closed;
    expect(stream.destroyed).toBe(true);
  });
});
