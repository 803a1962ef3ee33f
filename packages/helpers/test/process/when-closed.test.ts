import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, it } from 'vitest';
import { whenClosed } from '../../src/process/when-closed.js';

describe('whenClosed', () => {
  it('calls back for a stream that is closed later, and for one that was closed before', async () => {
    const stream = new PassThrough();
    const later = new Promise<void>((resolve) => whenClosed(stream, resolve));
    stream.destroy();
    await once(stream, 'close');
    await later;
    await new Promise<void>((resolve) => whenClosed(stream, resolve));
  });
});
