import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedDisk } from '../../src/index.js';

const NAMES = ['/a/x', '/a/y', '/b/x', '/b/y'];
const name = fc.constantFrom(...NAMES);

/** Something done to a disk; what the disk refuses changes nothing. */
type Deed = (disk: SimulatedDisk) => Promise<unknown>;

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.tuple(name, fc.string({ maxLength: 5 })).map(
    ([path, text]): Deed =>
      async (disk) =>
        ((await disk.open(path)) ?? (await disk.create(path))).append(Buffer.from(text)),
  ),
  fc.tuple(name, fc.nat(6)).map(
    ([path, size]): Deed =>
      async (disk) =>
        (await disk.open(path))?.truncate(size),
  ),
  name.map(
    (path): Deed =>
      async (disk) =>
        (await disk.open(path))?.sync(),
  ),
  fc.tuple(name, name).map(
    ([from, to]): Deed =>
      (disk) =>
        disk.rename(from, to),
  ),
  fc.tuple(name, name).map(
    ([from, to]): Deed =>
      (disk) =>
        disk.link(from, to),
  ),
  name.map(
    (path): Deed =>
      (disk) =>
        disk.remove(path),
  ),
  fc.constantFrom('/a', '/b').map(
    (path): Deed =>
      (disk) =>
        disk.syncFolder(path),
  ),
);

async function diskAfter(deeds: readonly Deed[]): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  for (const folder of ['/a', '/b']) await disk.makeFolder(folder);
  for (const each of deeds) await each(disk).catch(() => {});
  return disk;
}

describe('a simulated disk after anything that is done to it', () => {
  it('is found as it was if a power cut keeps everything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 20 }), async (deeds) => {
        const disk = await diskAfter(deeds);
        expect(disk.powerCut(() => true).files()).toEqual(disk.files());
        expect(disk.copy().files()).toEqual(disk.files());
      }),
    );
  });

  it('has nothing to lose once everything is synced', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 20 }), async (deeds) => {
        const disk = await diskAfter(deeds);
        for (const path of NAMES) await (await disk.open(path))?.sync();
        for (const folder of ['/a', '/b']) await disk.syncFolder(folder);
        expect(disk.powerCut(() => false).files()).toEqual(disk.files());
      }),
    );
  });
});
