import type { Disk } from '@autotrail/layer2';
import { SimulatedDisk } from '@autotrail/testing';
import { judgeDisk } from '../stack/judge-disk.js';
import type { Promised } from '../stack/ledger.js';
import { Session } from '../stack/session.js';
import { type ImagesResult, ImageTally } from './journal-images.js';

/** Which of the images of a session of two servers are looked at. */
export interface ServerImagesOptions {
  /** Of how many images one is taken. @default 1 */
  readonly every?: number;
  /** A disk between the servers and the simulated one, which breaks its promises. @default none */
  readonly sabotage?: (disk: Disk) => Disk;
}

/** Commands that a session must have seen acknowledged, or it has proved nothing. */
const FEWEST = 8;

/** Goes through the disks that a power cut may leave at any moment of a session, starting a server on each. */
export async function serverImages({ every = 1, sabotage = (disk) => disk }: ServerImagesOptions): Promise<ImagesResult> {
  const disk = new SimulatedDisk();
  const session = new Session({ disk: sabotage(disk) });
  const moments: { readonly disk: SimulatedDisk; readonly promised: Promised }[] = [];
  disk.plan = ({ operation }) => {
    // What only looks leaves the disk as it is.
    if (operation !== 'read' && operation !== 'list' && operation !== 'size' && operation !== 'close') {
      moments.push({ disk: disk.copy(), promised: session.ledger.promised() });
    }
    return null;
  };
  await session.hold();
  const tally = new ImageTally();
  const { acknowledged } = session.ledger;
  if (acknowledged.size < FEWEST) tally.breaches.push(`the session itself had only ${acknowledged.size} commands acknowledged`);
  for (const moment of moments) {
    await tally.lookAt(sampled(moment.disk.images({ max: 4 }), every), moment.promised, judgeDisk);
    if (tally.breaches.length >= 10) break;
  }
  return tally;
}

/** The first and the last, and some between. */
function* sampled(images: Iterable<SimulatedDisk>, every: number): Generator<SimulatedDisk, void, void> {
  let count = 0;
  let last: SimulatedDisk | null = null;
  for (const image of images) {
    last = null;
    if (count % every === 0) yield image;
    else last = image;
    count += 1;
  }
  if (last !== null) yield last;
}
