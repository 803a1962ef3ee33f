import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { step } from '@autotrail/layer1';
import { TrailClient, TrailServer } from '@autotrail/layer2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { interactive } from '../../src/interactive/interactive.js';

let folder: string;
let server: TrailServer;
let client: TrailClient;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autotrail-piped-'));
  server = new TrailServer([[step(() => 'done\u001b[2J', { name: 'a b', level: 1 })]], {
    socketFile: join(folder, 'trail.sock'),
    context: { db: { host: 'db-1' } },
    contextAccess: 'set',
  });
  await server.start();
  client = new TrailClient(server.socketFile);
});

afterEach(async () => {
  await client.close();
  await server.shutdown();
  await rm(folder, { recursive: true, force: true });
});

async function pipe(lines: string): Promise<{ outcome: string; printed: string; errors: string }> {
  const [input, output, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  input.end(lines);
  const { outcome } = await interactive({ trail: client, input, output, stderr });
  output.end();
  stderr.end();
  return { outcome, printed: await text(output), errors: await text(stderr) };
}

describe('interactive, with lines that are piped in', () => {
  it('runs one line after another, all of them before it ends', async () => {
    const { outcome, printed, errors } = await pipe('start()\nwait()\nstatus({\n  name: \'a b\'\n})\n.status "a b"\n');
    expect(outcome).toBe('detached');
    expect(errors).toBe('');
    expect(printed).toMatch(/start \(acting\):\n# 0 - a b\nwait: \{"outcome":"finished"/);
    expect(printed.match(/0 {2}Succeeded {2}a b {18}done\\u001b\[2J\n/g)).toHaveLength(2);
  });

  it.each([
    ['.pause "a b"\n', /^pause \(acting\):\n# 0 - a b\n/],
    ['.pause level:=1\n', /^pause \(acting\):\n# 0 - a b\n/],
    ['.pause level=1\n', /^pause \(acting\):\nno step is affected\n/],
    ['.pause all\n', /^pause \(acting\):\n# 0 - a b\n/],
    ['.next 2\n', /^nextStep \(acting\):\nno step is affected\n/],
    ['.prompts\n', /^stepsWaitingForUserInput: no step is meant\n/],
    ['.steps 0\n', /^# 0 - a b {2}level=1\n/],
    ['.rerun all\n', /^rerun \(acting\):\nno step is affected\n {2}# 0 - a b: /],
    ['.done 0\n', /^markDone \(acting\):\nno step is affected\n/],
    ['.fail "a b"\n', /^fail \(acting\):\nno step is affected\n/],
    ['.limit 2 all\n', /^setLimit \(acting\):\nat most 2 at a time of all steps\n/],
    ['.limit none level:=1\n', /^setLimit \(acting\):\nany number at a time of level:=1\n/],
    ['.describe\n', /^trail: \S+\nrun: .+\nstate: not started, at revision 0\nsteps: 1 Ready\nwaits for:\n/],
    ['.describe 0\n', /^# 0 - a b\n {4}tags: .*\n {4}state: Ready\n/],
    ['.describe 7\n', /^describe: no step is meant\n/],
    ['.context\n', /^\{\n {2}"db": \{\n {4}"host": "db-1"\n {2}\}\n\}\n/],
    ['.context db.host db 2\n.context db.host\n', /^setContext: read before \(acting\):\n.*\n"db 2"\n/],
    ['.context db.host {"a":1}\n.context db.host.a\n', /^setContext: read before \(acting\):\n.*\n1\n/],
    ['.help\n', /\.reply +Answer a prompt/],
    ["'\\u202e' + 1\n", /^'\\u202e1'\n/],
  ])('answers %j', async (line, expected) => {
    expect((await pipe(line)).printed).toMatch(expected);
  });

  it.each([
    ['.pause\n', /AUTOTRAIL_BAD_DOT_COMMAND: Expected steps, or the word all, got nothing\./],
    ['.skip a b\n', /got name twice/],
    ['.skip level:={\n', /Expected JSON after `:=`/],
    ['.next none\n', /Expected a number of steps/],
    ['.rerun --below\n', /Expected steps, or the word all, got nothing/],
    ['.done\n', /Expected steps, or the word all, got nothing/],
    ['.limit all\n', /Expected a count or none/],
    ['.limit 2\n', /Expected steps, or the word all, got nothing/],
    ['.context db.port\n', /^context: .*nothing stands at/],
    ['.reply 0\n', /Expected a prompt and a value/],
    ['.reply 0 true\n', /Expected a step with one open prompt as 0, got one with none/],
    ['.reply 9.9.9 true\n', /^reply: /],
    ["throw new Error('\u001b[2J')\n", /^Uncaught [\s\S]*Error: \\u001b\[2J\n/],
    ["client.reply('9.9.9', 1)\n", /^AUTOTRAIL_CALL_REFUSED: /],
    ['pause(a b)\n', /SyntaxError/],
  ])('says what is wrong with %j, and goes on', async (line, expected) => {
    const { printed, errors } = await pipe(`${line}6 * 7\n`);
    expect(errors).toMatch(expected);
    expect(printed).toMatch(/42\n$/);
  });

  it('refuses options that are wrong, and a server that is not there', async () => {
    await expect(interactive({} as never)).rejects.toThrow('Expected option `trail` of interactive');
    await expect(interactive({ trail: client, history: 'x' } as never)).rejects.toThrow('got `history`');
    await expect(interactive({ trail: new TrailClient(join(folder, 'none.sock')) })).rejects.toMatchObject({
      code: 'AUTOTRAIL_SERVER_GONE',
    });
  });
});
