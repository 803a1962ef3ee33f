import { beforeAll, describe, expect, it } from 'vitest';
import { startAutotrail } from '../support/autotrail.js';
import { scratchOfThisFile } from '../support/scratch.js';
import { SteeredTrail } from '../support/steered-trail.js';

const scratch = scratchOfThisFile();

/** `backup` has gone by the host, `deploy` has not begun to. */
const trailWith = (access: string): string => `
import { secret, step } from 'autotrail';

const backup = step((env, { db }) => env.output('backed up ' + db.host), { name: 'backup' }, { reads: ['db.host'] });
const ask = step((env) => env.input('Deploy?'), { name: 'ask' }, { idempotent: true });
const deploy = step((env, { db }) => env.output('deployed ' + JSON.stringify(db)), { name: 'deploy' }, { reads: ['db'] });

export default {
  definition: [[backup, ask], [ask, deploy]],
  context: { db: { host: 'db-1', port: 5432 }, token: secret('AUTOTRAIL_TEST_TOKEN') },
  ${access}
};
`;

beforeAll(async () => {
  process.env.AUTOTRAIL_TEST_TOKEN = 'tr-9f2c71ab4e';
  await scratch.write('open.js', trailWith("contextAccess: 'set',"));
  await scratch.write('readable.js', trailWith("contextAccess: 'get',"));
  await scratch.write('closed.js', trailWith(''));
});

/** A trail whose `ask` asks. */
async function asking(name: string): Promise<SteeredTrail> {
  const trail = await SteeredTrail.begin(scratch, name);
  await trail.run.prints('reply 1.1.1');
  return trail;
}

describe('context get', () => {
  it('prints the context or what stands at a path in it, without its secrets', async () => {
    const trail = await asking('readable');
    const whole = { db: { host: 'db-1', port: 5432 }, token: '[secret AUTOTRAIL_TEST_TOKEN]' };
    expect(JSON.parse(await trail.shown('context', 'get'))).toEqual(whole);
    expect(await trail.json('context', 'get')).toEqual(whole);
    expect(JSON.parse(await trail.shown('context', 'get', 'db'))).toEqual(whole.db);
    expect(await trail.shown('context', 'get', 'db.host')).toBe('db-1\n');
    expect(await trail.shown('context', 'get', 'db.port')).toBe('5432\n');
    expect(await trail.json('context', 'get', 'db.port')).toBe(5432);
    expect(await trail.shown('context', 'get', 'token')).toBe('[secret AUTOTRAIL_TEST_TOKEN]\n');
  });

  it.each(['db.user', 'db.host.name', '__proto__', 'db.'])('is refused where nothing stands at the path: %s', async (key) => {
    const trail = await asking('readable');
    expect(await trail.refusal(4, 'context', 'get', key)).toMatch(
      /^error: The context cannot be read: .*\n.*Read the whole context to see what is where/,
    );
  });
});

describe('context set', () => {
  it('puts a value there, names the steps that have gone by what was there, and later steps go by it', async () => {
    const trail = await asking('open');
    const set = ['context', 'set', 'db.host', 'db-2'];
    expect(await trail.refusal(4, ...set)).toContain('Expected context set to be confirmed');
    expect(await trail.call(...set, '--dry-run')).toEqual({
      code: 0,
      stdout: '  0  backup\n',
      stderr: 'Dry run: context set: db.host would be "db-2"; the steps above, if any, have gone by what it is.\n',
    });
    expect(await trail.shown('context', 'get', 'db.host')).toBe('db-1\n');
    expect(await trail.call(...set, '--yes', '--actor', 'alice', '--reason', 'moved')).toEqual({
      code: 0,
      stdout: '  0  backup\n',
      stderr: 'context set: db.host is "db-2"; the steps above, if any, have gone by what it was.\n',
    });
    expect(await trail.shown('context', 'get', 'db.host')).toBe('db-2\n');
    await trail.run.prints('context: db.host was set (alice: moved)');
    await trail.shown('reply', '1', 'go');
    await trail.run.prints('2 deploy  | deployed {"host":"db-2","port":5432}');
    expect(await trail.shown('history', '--commands')).toMatch(/alice.*context: db\.host was set \(moved\)/);
    expect(await trail.shown('history', '--commands', '--verbose')).toMatch(/alice.*context: db\.host was set \(moved\): db-2/);
  });

  it('puts values of other types there, also where nothing was', async () => {
    const trail = await asking('open');
    expect(await trail.shown('context', 'set', 'db.port', '5433', '--type', 'number', '--yes')).toBe('');
    expect(await trail.shown('context', 'set', 'db.tags', '["a"]', '--type', 'json', '--yes')).toBe('');
    expect(await trail.json('context', 'set', 'db', '{"host":"db-3"}', '--type', 'json', '--dry-run')).toMatchObject({
      readBy: [{ n: 0, name: 'backup' }],
    });
    expect(await trail.json('context', 'get', 'db')).toEqual({ host: 'db-1', port: 5433, tags: ['a'] });
  });

  it('is remembered when the server is lost', async () => {
    const trail = await asking('open');
    await trail.shown('context', 'set', 'db.host', 'db-2', '--yes');
    trail.run.kill('SIGKILL');
    await trail.run.ended;
    const again = startAutotrail(scratch, 'run', 'open.js', '--resume');
    await again.prints('reply 1.2.1');
    expect(await trail.shown('context', 'get', 'db.host')).toBe('db-2\n');
    await trail.shown('reply', '1', 'go');
    expect(await again.ended).toMatchObject({ stdout: expect.stringContaining('deployed {"host":"db-2","port":5432}') });
  });

  it.each([
    [4, 'holds a secret', ['db.token', 'say tr-9f2c71ab4e']],
    [4, 'is no object', ['db.host.name', 'x']],
    [4, 'is no path of keys', ['__proto__.x', 'x']],
    [4, 'is no path of keys', ['db..x', 'x']],
    [2, 'Expected a number, got "x"', ['db.port', 'x', '--type', 'number']],
    [2, "issing required argument 'value'", ['db.port']],
  ])('ends with code %i and changes nothing where the value %s', async (code, message, args) => {
    const trail = await asking('open');
    const refusal = await trail.refusal(code, 'context', 'set', ...args, '--yes');
    expect(refusal).toContain(message);
    expect(refusal).not.toContain('tr-9f2c71ab4e');
    expect(await trail.json('context', 'get', 'db')).toEqual({ host: 'db-1', port: 5432 });
  });
});

describe('context', () => {
  it('is read and changed only as far as the server allows it', async () => {
    const readable = await asking('readable');
    expect(await readable.refusal(4, 'context', 'set', 'db.host', 'x', '--yes')).toContain('only allows reading it');
    expect(await readable.shown('context', 'get', 'db.host')).toBe('db-1\n');
    const closed = await asking('closed');
    for (const args of [['get'], ['get', 'db.host'], ['set', 'db.host', 'x', '--yes']]) {
      expect(await closed.refusal(4, 'context', ...args)).toMatch(
        /^error: The context cannot be (read|changed): the server does not/,
      );
    }
    await closed.shown('reply', '1', 'go');
    await closed.run.prints('2 deploy  | deployed {"host":"db-1","port":5432}');
  });
});
