import { createHash } from 'node:crypto';
import type { SimulatedDisk } from '@autotrail/testing';
import { journalMoments, type Moment, type SessionOptions } from './journal-session.js';
import { judgeJournal, judgeZeroed } from './judge-journal.js';

/** What came of the images of some sessions. */
export interface ImagesResult {
  readonly moments: number;
  /** Disks that were looked at. */
  readonly images: number;
  /** Of those, different ones: one that was seen before in the same moment of promises is not opened again. */
  readonly different: number;
  readonly breaches: readonly string[];
}

/** Breaches that are kept: the first say enough. */
const MOST_BREACHES = 10;

/** Goes through every disk that a power cut may leave at any moment of a session, until there are breaches enough. */
export async function journalImages(options: SessionOptions): Promise<ImagesResult> {
  const tally = new ImageTally();
  try {
    for await (const moments of journalMoments(options)) {
      for (const moment of moments) {
        await tally.lookAt(moment.disk.images(), moment.promised, judgeJournal);
        await tally.lookAt(onlyZeroed(moment), moment.promised, judgeZeroed);
        if (tally.breaches.length >= MOST_BREACHES) return tally;
      }
    }
  } catch (error) {
    tally.breaches.push(`the session itself: ${String(error)}`);
  }
  return tally;
}

/** The images on which a file has grown without its bytes. */
function* onlyZeroed({ disk }: Moment): Generator<SimulatedDisk, void, void> {
  if (!disk.unsynced.some(({ type }) => type === 'append')) return;
  for (const kept of [false, true]) {
    yield disk.powerCut(({ type }) => (type === 'append' ? 'size only' : kept));
  }
}

/** Counts images, and judges each of them once. */
export class ImageTally implements ImagesResult {
  moments = 0;
  images = 0;
  different = 0;
  readonly breaches: string[] = [];
  readonly #seen = new Set<string>();

  /** @param promised - what an image is judged by, which tells whether it was judged before */
  async lookAt<T>(
    images: Iterable<SimulatedDisk>,
    promised: T,
    judge: (disk: SimulatedDisk, promised: T) => Promise<string | null>,
  ): Promise<void> {
    this.moments += 1;
    const promise = JSON.stringify(promised);
    for (const image of images) {
      this.images += 1;
      const key = digestOf(image, promise);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.different += 1;
      const breach = await judge(image, promised);
      if (breach !== null && this.breaches.length < MOST_BREACHES) this.breaches.push(`moment ${this.moments}: ${breach}`);
    }
  }
}

function digestOf(disk: SimulatedDisk, promise: string): string {
  const hash = createHash('sha1').update(promise);
  for (const [path, bytes] of disk.files()) hash.update(`${path} ${bytes.length} `).update(bytes);
  return hash.digest('base64');
}
