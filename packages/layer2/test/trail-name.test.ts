import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTrailName, nameOfFile } from '../src/index.js';

const goodName = fc
  .tuple(fc.constantFrom(...'aZ09_'), fc.string({ unit: fc.constantFrom(...'aZ09._-'), maxLength: 63 }))
  .map(([first, rest]) => first + rest);

describe('a name for a trail', () => {
  it('is good if it could neither lead out of a folder, nor hide, nor look like an option', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 70 }), goodName), (name) => {
        const isGood = name.length <= 64 && /^[a-z0-9_]/i.test(name) && [...name].every((letter) => /[a-z0-9._-]/i.test(letter));
        const check = (): string => checkTrailName(name);
        if (isGood) expect(check()).toBe(name);
        else expect(check).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_TRAIL_NAME' }));
      }),
    );
  });
});

describe('the name of a file', () => {
  it.each([
    ['/home/ada/release.ts', 'release'],
    ['release.trail.mjs', 'release.trail'],
    ['/srv/deploy all.js', 'deploy-all'],
    ['/srv/.hidden.js', 'hidden'],
    ['/srv/--force.js', 'force'],
    ['/srv/übung.js', 'bung'],
    ['/usr/bin/node', 'node'],
    ['/', 'trail'],
    ['', 'trail'],
    ['/srv/日本.js', 'trail'],
    [undefined, 'trail'],
  ])('%j gives the name %j', (file, name) => {
    expect(nameOfFile(file)).toBe(name);
  });

  it('always gives a good one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (file) => {
        expect(checkTrailName(nameOfFile(file))).toMatch(/^[A-Za-z0-9_]/);
      }),
    );
  });

  it('gives a good name back', () => {
    fc.assert(
      fc.property(goodName, (name) => {
        expect(nameOfFile(`/srv/trails/${name}.ts`)).toBe(name);
      }),
    );
  });
});
