import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { Disk } from '../disk/disk.js';
import { layer2Error } from '../errors.js';
import { formatLock, type LockOwner } from './lock-file.js';
import { judgeGeneration, lockFile, lockGenerations, lockSuffixes, readLock } from './lock-generations.js';
import { isAlive, ownIdentity } from './process-identity.js';

/** What is asked for with a lock. */
export interface LockRequest {
  readonly disk: Disk;
  /** The path of the lock without its generation; its folder is there. */
  readonly base: string;
  /** The name of the trail, for the errors. */
  readonly trail: string;
  /** Where the new owner will answer, for those who are refused; `null` if on no socket of the file system. */
  readonly socketFile: string | null;
  /** The time, in milliseconds since the epoch. */
  readonly now: number;
}

/** How many lock files are kept: they tell who had the trail before. */
const KEPT_GENERATIONS = 4;

/**
 * Becomes the owner of a trail: its generation is the number after the highest that has a file, which is made by a link, whole or not
 * at all and by one process only. Whoever has the highest generation is the owner until it lets go or its process is gone; nobody
 * waits for a time to pass, and a process that is merely stopped or slow keeps what it has. Within one computer only.
 *
 * @throws AutoTrailError `AUTOTRAIL_TRAIL_OWNED`, `AUTOTRAIL_TRAIL_OWNED_ELSEWHERE`, `AUTOTRAIL_LOCK_DAMAGED`, `AUTOTRAIL_UNSAFE_FILE`
 */
export async function acquireLock(request: LockRequest): Promise<GenerationLock> {
  const { disk, base, socketFile } = request;
  const owner = { ...ownIdentity(), host: hostname(), since: new Date(request.now).toISOString(), socketFile };
  for (;;) {
    const highest = (await lockGenerations(disk, base)).at(-1) ?? 0;
    if (highest > 0 && !(await isFree(request, highest))) continue;
    const parts = { disk, base, owner, generation: highest + 1 };
    if (!(await claim(parts))) continue;
    // What is left lying about harms nobody: the next owner tries again.
    await tidy(disk, base).catch(() => {});
    return new GenerationLock(parts);
  }
}

/** What a lock is made of. */
interface LockParts {
  readonly disk: Disk;
  readonly base: string;
  readonly owner: LockOwner;
  readonly generation: number;
}

/** A trail's lock, held by this process. */
export class GenerationLock {
  /** The number of this owner, from 1. */
  readonly generation: number;
  /** The file of the generation. */
  readonly file: string;
  readonly #parts: LockParts;
  #isReleased = false;

  /** Made by {@link acquireLock}. */
  constructor(parts: LockParts) {
    this.generation = parts.generation;
    this.file = lockFile(parts.base, parts.generation);
    this.#parts = parts;
  }

  /**
   * Whether this is still the highest generation, whose file nobody took away; it takes no longer however many files are beside it.
   * Nothing may be said to be durable after a no.
   */
  async isOwner(): Promise<boolean> {
    const { disk, base, owner, generation } = this.#parts;
    if (this.#isReleased) return false;
    // In this order: the next generation's file is never removed before this one's.
    if ((await readLock(disk, lockFile(base, generation + 1))) !== null) return false;
    return (await readLock(disk, this.file)) === formatLock(owner);
  }

  /** Lets go of the trail, so that others need not see this process end. Changes nothing if another one has it by now. */
  async release(): Promise<void> {
    if (!(await this.isOwner())) return;
    this.#isReleased = true;
    const { disk } = this.#parts;
    try {
      await withDraft(this.#parts, formatLock(this.#parts.owner, true), (draft) => disk.rename(draft, this.file));
    } catch {
      // No room for another file. Without one nobody knows of this owner, which lets go as well.
      await disk.remove(this.file);
    }
  }
}

/** Makes the file of a generation. Whether nobody came first. */
async function claim(parts: LockParts): Promise<boolean> {
  const { disk, base, owner, generation } = parts;
  const file = lockFile(base, generation);
  if (!(await withDraft(parts, formatLock(owner), (draft) => linkUnlessThere(disk, draft, file)))) return false;
  let isHighest = false;
  try {
    // Before it is used: after a power cut this generation must not be given to somebody else.
    await disk.syncFolder(dirname(base));
    // It may not be: while this process slept others came and went, and the owner it judged was one of long ago.
    isHighest = (await lockGenerations(disk, base)).at(-1) === generation;
  } finally {
    if (!isHighest) await disk.remove(file);
  }
  return isHighest;
}

/** Writes a file under a name of nobody else, for it to be put in its place. */
async function withDraft<T>({ disk, base, owner }: LockParts, text: string, publish: (draft: string) => Promise<T>): Promise<T> {
  const draft = `${base}.${owner.pid}-${randomBytes(8).toString('hex')}`;
  try {
    const file = await disk.create(draft);
    try {
      await file.append(Buffer.from(text));
      await file.sync();
    } finally {
      await file.close();
    }
    return await publish(draft);
  } finally {
    await disk.remove(draft);
  }
}

/** Whether a generation's owner is gone or has let go; not if the file is not there any more. Throws if the owner may be alive. */
async function isFree({ disk, base, trail }: LockRequest, generation: number): Promise<boolean> {
  const lock = lockFile(base, generation);
  const judged = await judgeGeneration(disk, lock);
  if (judged === null || judged.verdict === 'free') return judged !== null;
  if (judged.verdict === 'damaged') throw layer2Error('AUTOTRAIL_LOCK_DAMAGED', { trail, lock });
  const { pid, since, host, socketFile } = judged.owner;
  const code = judged.verdict === 'owned' ? 'AUTOTRAIL_TRAIL_OWNED' : 'AUTOTRAIL_TRAIL_OWNED_ELSEWHERE';
  throw layer2Error(code, { trail, lock, pid, since, host, socketFile: socketFile ?? 'no socket' });
}

async function linkUnlessThere(disk: Disk, draft: string, file: string): Promise<boolean> {
  try {
    await disk.link(draft, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ENOENT: the draft was taken for that of a process that is gone.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  }
}

/** Removes what is long over: all but the newest generations, the lowest first, and drafts of processes that are gone. */
async function tidy(disk: Disk, base: string): Promise<void> {
  for (const generation of (await lockGenerations(disk, base)).slice(0, -KEPT_GENERATIONS))
    await disk.remove(lockFile(base, generation));
  for (const suffix of await lockSuffixes(disk, base)) {
    const pid = /^(\d+)-[0-9a-f]{16}$/.exec(suffix)?.[1];
    if (pid !== undefined && !isAlive({ pid: Number(pid), startTime: null })) await disk.remove(`${base}.${suffix}`);
  }
}
