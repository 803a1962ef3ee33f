import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A folder for the tests of one file, which is also the runtime folder of the commands they run. */
export class Scratch {
  #folder = '';

  get folder(): string {
    return this.#folder;
  }

  /** The environment of commands: nobody else's trails or packages, no colours asked for, nothing that forbids questions. */
  get env(): NodeJS.ProcessEnv {
    const { CI: _ci, NO_COLOR: _noColor, FORCE_COLOR: _forceColor, NODE_PATH: _nodePath, ...env } = process.env;
    return { ...env, XDG_RUNTIME_DIR: this.#folder };
  }

  /** Writes a file and answers its path. */
  async write(name: string, text: string): Promise<string> {
    const path = join(this.#folder, name);
    await writeFile(path, text);
    return path;
  }

  async open(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'autotrail-cli-'));
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A scratch folder for all tests of the calling file. */
export function scratchOfThisFile(): Scratch {
  const scratch = new Scratch();
  beforeAll(() => scratch.open());
  afterAll(() => scratch.close());
  return scratch;
}
