import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { autotrail, fixture, runNode, startAutotrail } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();

describe('The trail that is meant', () => {
  it('is the only one that answers: what is dead or no socket does not count', async () => {
    const run = startAutotrail(scratch, 'run', fixture('release.ts'));
    await run.prints('reply 0.1.1');
    const folder = join(scratch.folder, 'autotrail');
    await writeFile(join(folder, 'file.sock'), '');
    await writeFile(join(folder, 'notes.txt'), '');
    const die = `require('node:net').createServer().listen('${folder}/dead.sock', () => process.kill(process.pid, 'SIGKILL'))`;
    await runNode(scratch, '--input-type=commonjs', '--eval', die);
    expect(await autotrail(scratch, 'ping')).toMatchObject({ code: 0, stdout: expect.stringContaining('release is served') });
  });

  it('is never looked for in a folder that others may enter', async () => {
    await mkdir(join(scratch.folder, 'autotrail'), { recursive: true });
    await chmod(join(scratch.folder, 'autotrail'), 0o777);
    expect(await autotrail(scratch, 'ping')).toMatchObject({ code: 4, stderr: expect.stringContaining('one with mode 777') });
    expect(await autotrail(scratch, 'ping', '--trail', 'release')).toMatchObject({ code: 4 });
  });
});
