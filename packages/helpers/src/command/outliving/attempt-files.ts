import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Environment, ProcessRef } from '@autotrail/layer1';
import { helpersError } from '../../errors.js';
import { startTimeIn } from '../../process/start-time.js';

/**
 * The files of a command that outlives its server, in a folder of its attempt:
 *
 *   - `shown`: the command, for people;
 *   - `stdout`, `stderr`: what it has printed;
 *   - `pid`: number and start time of its supervisor. Whoever makes it decides whether the command starts;
 *   - `result`: its exit code.
 *
 * They stay: whoever has named the folder removes it, once it is on record how the attempt ended.
 */
export class AttemptFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  /**
   * Makes the folder, and everything in it that must be there before the command starts.
   *
   * @throws AutoTrailError `AUTOTRAIL_NO_ATTEMPT_FOLDER`, `AUTOTRAIL_ALREADY_STARTED`
   */
  static async make({ folder, key }: Environment, shown: string): Promise<AttemptFiles> {
    if (folder === null) throw helpersError('AUTOTRAIL_NO_ATTEMPT_FOLDER', { command: shown });
    const files = new AttemptFiles(folder);
    await mkdir(dirname(files.folder), { recursive: true, mode: 0o700 });
    // Not made by anybody before: no attempt is started twice.
    await mkdir(files.folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? helpersError('AUTOTRAIL_ALREADY_STARTED', { key, folder: files.folder }, error) : error;
    });
    for (const [name, content] of [
      ['shown', shown],
      ['stdout', ''],
      ['stderr', ''],
    ] as const) {
      await writeFile(files.path(name), content, { flag: 'wx', mode: 0o600 });
    }
    return files;
  }

  path(name: 'shown' | 'stdout' | 'stderr' | 'pid' | 'result'): string {
    return join(this.folder, name);
  }

  /** The command, for people; `null` where there are no files. */
  shown(): Promise<string | null> {
    return this.#read('shown');
  }

  /** Sees to it that the command does not start any more. Answers whether it had not, and thus never will. */
  async forestall(): Promise<boolean> {
    try {
      await (await open(this.path('pid'), 'wx', 0o600)).close();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  /** The supervisor; `null` where it has not written all of its lines. */
  async supervisor(): Promise<Pick<ProcessRef, 'pid' | 'startTime'> | null> {
    const [pid, stat, end] = (await this.#read('pid'))?.split('\n') ?? [];
    return end === undefined ? null : { pid: Number(pid), startTime: startTimeIn(stat ?? '') };
  }

  /** The exit code; `null` where there is none yet, or never will be. */
  async exitCode(): Promise<number | null> {
    const result = await this.#read('result');
    return result === null ? null : Number(result);
  }

  async #read(name: 'shown' | 'pid' | 'result'): Promise<string | null> {
    try {
      return await readFile(this.path(name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}
