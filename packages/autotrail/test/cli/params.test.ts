import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { autotrail, startAutotrail } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';

const scratch = scratchOfThisFile();

const DEPLOY = `
import { writeFileSync } from 'node:fs';
import { Instruction, secret, Step, step } from 'autotrail';

secret('AUTOTRAIL_TEST_TOKEN');
const deploy = step((env) => { writeFileSync('ran', ''); env.output(env.params); }, { name: 'deploy' });
const look = new Step(new Instruction('look', 'Look at {host}'));

export default {
  definition: [[deploy, look]],
  params: {
    host: { type: 'string', describe: 'where to' },
    port: { type: 'number', default: 5432 },
    color: { type: 'string', choices: ['blue', 'green'], default: 'blue' },
    dry: { type: 'boolean', default: false },
  },
};
`;

/** A schema of somebody else's making. */
const SCHEMA = `
import { step } from 'autotrail';

const validate = (values) => values.host?.startsWith('db-') ? { value: { ...values, port: 1 } } : { issues: [{ message: 'no host' }] };
export default {
  definition: [[step((env) => env.output(env.params), { name: 'deploy' })]],
  params: { '~standard': { version: 1, vendor: 'test', validate } },
};
`;

beforeAll(async () => {
  process.env.AUTOTRAIL_TEST_TOKEN = 'tr-9f2c71ab4e';
  await scratch.write('deploy.js', DEPLOY);
  await scratch.write('schema.js', SCHEMA);
  await scratch.write('none.js', "import { step } from 'autotrail';\nexport default [[step(() => 1, { name: 'a' })]];\n");
});

beforeEach(() => rm(join(scratch.folder, 'ran'), { force: true }));

/** Given parameters, as they are typed. */
function typed(...params: readonly string[]): readonly string[] {
  return params.flatMap((param) => ['--param', param]);
}

/** Runs the file until its instruction asks. */
async function deployed(...args: readonly string[]): Promise<ReturnType<typeof startAutotrail>> {
  const run = startAutotrail(scratch, 'run', 'deploy.js', ...args);
  await run.prints('reply 1.');
  return run;
}

describe('run --param', () => {
  it('gives the run what it goes by, of the types that its file says, with the defaults for the rest', async () => {
    const run = await deployed('--fresh', ...typed('host=db=2', 'port=5433', 'dry=true'));
    await run.prints('0 deploy  | {"host":"db=2","port":5433,"color":"blue","dry":true}');
    await run.prints('1 look  ? Look at db=2');
    expect((await autotrail(scratch, 'describe')).stdout).toMatch(/^param port +5433$/m);
    await autotrail(scratch, 'reply', '1', '--yes');
    expect(await run.ended).toMatchObject({ code: 0 });
  });

  it.each([
    ['host', []],
    ['host', ['port=5433']],
    ['there is no parameter "hots" (there are: host, port, color, dry)', ['host=db-2', 'hots=db-2']],
    ['port', ['host=db-2', 'port=many']],
    ['port', ['host=db-2', 'port=']],
    ['dry', ['host=db-2', 'dry=maybe']],
    ['color', ['host=db-2', 'color=red']],
    ['host holds a secret', ['host=tr-9f2c71ab4e']],
    ['Expected parameter host to be given once.', ['host=db-2', 'host=db-3']],
    ['Expected a parameter as name=value, got host.', ['host']],
    ['Expected a parameter as name=value, got =db-2.', ['=db-2']],
  ])('says what is wrong with them, ends with code 2, and runs nothing: %s', async (message, params) => {
    const { code, stdout, stderr } = await autotrail(scratch, 'run', 'deploy.js', '--fresh', ...typed(...params));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: /);
    expect(stderr.split('\n')[0]).toContain(message);
    expect(stderr).not.toContain('tr-9f2c71ab4e');
    expect(existsSync(join(scratch.folder, 'ran'))).toBe(false);
  });

  it('leaves no run behind that was given wrong parameters', async () => {
    const runs = async () => JSON.parse((await autotrail(scratch, 'runs', '--trail', 'deploy', '--json')).stdout).data;
    const before = await runs();
    await autotrail(scratch, 'run', 'deploy.js', '--fresh', ...typed('host=db-2', 'port=many'));
    await autotrail(scratch, 'run', 'deploy.js', '--fresh');
    expect(await runs()).toEqual(before);
  });

  it('is taken as texts where a schema says what they are, and the run goes by what that makes of them', async () => {
    expect(await autotrail(scratch, 'run', 'schema.js', ...typed('host=db-2', 'port=5'))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('0 deploy  | {"host":"db-2","port":1}'),
    });
    const refused = await autotrail(scratch, 'run', 'schema.js', ...typed('host=x'));
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no host') });
  });

  it('is refused by a file that takes none', async () => {
    const refused = await autotrail(scratch, 'run', 'none.js', ...typed('host=db-2'));
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('there is no parameter "host" (there are: none)');
  });

  it('stays what it was when the run is gone on with: the same are taken, others are refused with code 4', async () => {
    const first = await deployed('--fresh', ...typed('host=db-2', 'port=5433'));
    first.kill('SIGKILL');
    await first.ended;
    const refused = await autotrail(scratch, 'run', 'deploy.js', '--resume', ...typed('host=db-3'));
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toMatch(/Expected the parameters that run \S+ of trail deploy was begun with, got others: .*host/);

    const same = await deployed('--resume', ...typed('host=db-2'));
    await same.prints('1 look  ? Look at db-2');
    expect((await autotrail(scratch, 'describe')).stdout).toMatch(/^param port +5433$/m);
    same.kill('SIGKILL');
    await same.ended;

    const without = await deployed('--resume');
    await autotrail(scratch, 'reply', '1', '--yes');
    expect(await without.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('? Look at db-2') });
  });
});
