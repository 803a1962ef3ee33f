import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCES = join(import.meta.dirname, '..', '..', 'src');

describe('the umask', () => {
  it('is neither read nor changed by any source: it belongs to the whole process, and to its author', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    expect(files).toContain(join('socket', 'listen.ts'));
    const callers = files.filter((file) => /\bumask\s*(\?\.)?\s*\(/.test(readFileSync(join(SOURCES, file), 'utf8')));
    expect(callers).toEqual([]);
  });
});
