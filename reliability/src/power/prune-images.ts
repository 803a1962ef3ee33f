import { pruneRuns } from '@autotrail/layer2';
import { SimulatedDisk } from '@autotrail/testing';
import { type ImagesResult, ImageTally } from './journal-images.js';

const FOLDER = '/state';
const RUNS = ['20260101T000000Z-aaaa', '20260102T000000Z-bbbb', '20260103T000000Z-cccc', '20260104T000000Z-dddd'];
/** What a run consists of. */
const FILES = ['journal', 'output/1.1', 'output/2.1'];

/** Goes through every disk that a power cut may leave while old runs are removed: each is there as a whole, or not at all. */
export async function pruneImages(): Promise<ImagesResult> {
  const disk = new SimulatedDisk();
  for (const run of RUNS) for (const file of FILES) disk.put(`${FOLDER}/release/${run}/${file}`, Buffer.from(run));
  const moments: SimulatedDisk[] = [];
  disk.plan = () => {
    moments.push(disk.copy());
    return null;
  };
  const now = Date.UTC(2026, 1, 1);
  await pruneRuns({ disk, folder: FOLDER, keep: 1, olderThanMs: 0, now, isFinished: async () => true });
  const tally = new ImageTally();
  for (const moment of [...moments, disk]) await tally.lookAt(moment.images({ max: 8 }), null, async (image) => judge(image));
  const left = runsOn(disk);
  if (left.size !== 1) tally.breaches.push(`${left.size} runs are left`);
  return tally;
}

function judge(disk: SimulatedDisk): string | null {
  const runs = runsOn(disk);
  if (!runs.has(RUNS.at(-1) ?? '')) return 'the newest run is gone';
  const partial = [...runs].find(([, files]) => files !== FILES.length);
  return partial === undefined ? null : `of run ${partial[0]} ${partial[1]} of ${FILES.length} files are left`;
}

/** The runs on a disk, and how many files each has. */
function runsOn(disk: SimulatedDisk): ReadonlyMap<string, number> {
  const runs = new Map<string, number>();
  for (const path of disk.files().keys()) {
    const run = path.split('/')[3] ?? '';
    if (RUNS.includes(run)) runs.set(run, (runs.get(run) ?? 0) + 1);
  }
  return runs;
}
