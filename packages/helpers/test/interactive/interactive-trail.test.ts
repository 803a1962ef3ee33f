import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AutoTrailError } from '@autotrail/core';
import { step } from '@autotrail/layer1';
import { TrailClient, TrailServer } from '@autotrail/layer2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InteractiveTrail } from '../../src/interactive/interactive-trail.js';

const check = step((env) => env.input('Go on?\u001b[2J'), { name: 'check\u001b]52;c;x\u0007', phase: 'before' });
const deploy = step(() => null, { name: 'deploy', phase: 'after' });

let folder: string;
let server: TrailServer;
let trail: InteractiveTrail;
let out: string;
let errors: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autotrail-interactive-'));
  server = new TrailServer([[check, deploy]], { socketFile: join(folder, 'trail.sock') });
  await server.start();
  out = '';
  errors = '';
  trail = new InteractiveTrail(new TrailClient(server.socketFile), {
    stdout: {
      write: (text) => {
        out += text;
      },
    },
    stderr: {
      write: (text) => {
        errors += text;
      },
    },
  });
});

afterEach(async () => {
  await trail.close();
  await server.shutdown();
  await rm(folder, { recursive: true, force: true });
});

describe('InteractiveTrail', () => {
  it('has every method of the client', () => {
    const methods = (prototype: object) => Object.getOwnPropertyNames(prototype).sort();
    expect(methods(InteractiveTrail.prototype)).toEqual(methods(TrailClient.prototype));
  });

  it('prints the mode and the steps of a command, and changes nothing in a dry run', async () => {
    await trail.pause({}, { dryRun: true });
    expect(out).toBe('pause (dry run):\n# 0 - check\\u001b]52;c;x\\u0007\n# 1 - deploy\n');
    expect(await trail.client.status({}, { fields: ['state'] })).toEqual([{ state: 'Ready' }, { state: 'Ready' }]);
  });

  it('acts unless it is told not to, and answers what the client answers', async () => {
    const result = await trail.pause({ name: 'deploy' });
    expect(result?.affected).toEqual([{ n: 1, name: 'deploy' }]);
    expect(out).toBe('pause (acting):\n# 1 - deploy\n');
    expect((await trail.client.status({ n: 1 }))[0]?.state).toBe('To Pause');
  });

  it('says that no step is affected, and why', async () => {
    await trail.unskip({ name: 'deploy' });
    expect(out).toMatch(/^unskip \(acting\):\nno step is affected\n {2}# 1 - deploy: .+\n$/);
  });

  it.each([
    'pauseBranch',
    'resume',
    'resumeBranch',
    'skip',
    'block',
    'unblock',
    'interrupt',
    'setPauseOnFail',
    'unsetPauseOnFail',
  ] as const)('prints what %s affects', async (method) => {
    const result = await trail[method]({ n: 1 }, { dryRun: true });
    const lines = result?.affected.length === 0 ? 'no step is affected' : '# 1 - deploy';
    expect(out).toMatch(new RegExp(`^${method} \\(dry run\\):\n${lines}\n`));
  });

  it('starts, asks, sends, replies, goes on and stops', async () => {
    await trail.start();
    await trail.client.wait({ until: 'needsInput' });
    await trail.stepsWaitingForUserInput();
    expect(out).toContain('0  check\\u001b]52;c;x\\u0007\n    prompts: 0.1.1: Go on?\\u001b[2J\n');
    await trail.sendMessageToSteps('x', { n: 0 }, { dryRun: true });
    await trail.nextStep(1, { dryRun: true });
    await trail.stop({ dryRun: true, interrupt: true });
    expect(out).toContain('sendMessageToSteps (dry run):\n# 0 - check');
    expect(out).toContain('nextStep (dry run):\nno step is affected\n');
    expect(out).toMatch(/stop: interrupted \(dry run\):\n# 0 - check.*\nstop: blocked \(dry run\):\n# 1 - deploy\n$/);
    await trail.reply('0.1.1', true);
    await trail.wait();
    await trail.ping();
    await trail.shutdown({ dryRun: true });
    expect(out).toMatch(/reply \(acting\):\n# 0 - check.*\nwait: \{"outcome":"finished".*\}\nping: \{.*\}\nshutdown: false\n$/);
    expect(errors).toBe('');
  });

  it('prints what a call would do and what would follow, and applies that', async () => {
    const plan = await trail.plan('block', { n: 1 });
    expect(out).toBe('plan block:\nn  is     becomes   step\n1  Ready  To Block  deploy\nnothing else follows\n');
    await trail.apply(plan ?? expect.fail(errors));
    expect(out).toContain('apply (acting):\n# 1 - deploy\n');
    await trail.apply(plan ?? expect.fail(errors));
    expect(errors).toContain('deploy');
    out = '';
    await trail.plan('start');
    await trail.plan('shutdown');
    expect(out.replaceAll('check\\u001b]52;c;x\\u0007', 'check').split('\n')).toEqual([
      'plan start:',
      'n  is     becomes  step',
      '0  Ready  Running  check',
      'what follows:',
      'n  is           becomes    step',
      '1  unreachable  reachable  deploy',
      'plan shutdown:',
      'no step is affected',
      'the server ends',
      '',
    ]);
  });

  it('prints statuses: a summary, or the fields that are asked for with n and name', async () => {
    await trail.status({ n: 1 });
    expect(out).toBe('n  state  name    why  waitsFor  returnValue  waitingForResponse\n1  Ready  deploy       steps\n');
    out = '';
    expect(await trail.status({ n: 1 }, { fields: ['attempt'] })).toEqual([{ n: 1, name: 'deploy', attempt: 0 }]);
    expect(out).toBe('n  name    attempt\n1  deploy  0\n');
  });

  it('says of a note that it is noted, and about what', async () => {
    await trail.note('all is well');
    await trail.note('odd graph', { n: 1 });
    await trail.note('of nothing', { n: 7 });
    await trail.note('not yet', null, { dryRun: true });
    expect(out).toBe(
      [
        ...['note (acting):', 'noted, about the trail as a whole', 'note (acting):', '# 1 - deploy'],
        ...['note (acting):', 'no step is affected', 'note (dry run):', 'would be noted, about the trail as a whole', ''],
      ].join('\n'),
    );
  });

  it("tells a refusal in the server's own words, and what it says can be done", async () => {
    await trail.reply('9.9.9', true);
    const cause = await trail.client.reply('9.9.9', true).catch((error: AutoTrailError) => error.cause);
    expect(cause).toMatchObject({ code: 'AUTOTRAIL_UNKNOWN_PROMPT', hint: expect.stringMatching(/\w/) });
    const { message, hint } = cause as AutoTrailError;
    expect(errors).toBe(`reply: ${message}\n${hint}\n`);
  });

  it('notes, and prints what has happened, with who did it and nothing that a terminal would obey', async () => {
    await trail.note('odd\u001b[2J graph', { n: 1 }, { actor: 'alice', reason: 'test' });
    await trail.note('all is well');
    await trail.start();
    await trail.client.wait({ until: 'needsInput' });
    out = '';
    const records = await trail.history();
    expect(records?.map(({ event }) => event.type)).toEqual(['created', 'note', 'note', 'command', 'prompt']);
    const lines = out.split('\n').map((line) => line.replace(/^\d{4}-.*?Z/, 'TIME'));
    expect(lines).toEqual([
      expect.stringMatching(/^TIME {2}0 {2}run \S+ of \S+ begun, 2 steps$/),
      'TIME  1  note on # 1 - deploy (alice: test): odd\\u001b[2J graph',
      'TIME  2  note: all is well',
      'TIME  3  start # 0 - check\\u001b]52;c;x\\u0007, # 1 - deploy',
      '    # 0 - check\\u001b]52;c;x\\u0007: Running',
      'TIME  4  # 0 - check\\u001b]52;c;x\\u0007 asks (0.1.1): Go on?\\u001b[2J',
      '',
    ]);
    out = '';
    expect((await trail.history({ from: 4 }))?.map(({ revision }) => revision)).toEqual([4]);
    expect(errors).toBe('');
  });

  it('prints tags, and that nothing was found', async () => {
    await trail.list({ n: 1 });
    await trail.list({ n: 7 });
    await trail.status({ n: 7 });
    expect(out).toBe('# 1 - deploy  phase="after"\nlist: no step is meant\nstatus: no step is meant\n');
  });

  it('hands events on', async () => {
    const events = trail.events();
    const next = events.next();
    await trail.client.ping();
    await trail.client.pause();
    expect((await next).value).toMatchObject({ event: { call: 'pause' } });
    await events.return();
  });

  it('prints errors to stderr, with what can be done, and answers undefined', async () => {
    expect(await trail.reply('9.9.9', true)).toBeUndefined();
    await trail.shutdown();
    await server.shutdown();
    expect(await trail.pause()).toBeUndefined();
    expect(errors).toMatch(/^reply: .+\n.+\npause: .+\n.+\n$/);
  });

  it('lets a mistake in a program through', async () => {
    const broken = new InteractiveTrail(trail.client, {
      affectedStepsPrinter: () => {
        throw new TypeError('printer');
      },
    });
    await expect(broken.pause()).rejects.toThrow('printer');
  });

  it('prints by the printers it is given', async () => {
    const calls: string[] = [];
    const note = (name: string) => () => void calls.push(name);
    const own = new InteractiveTrail(trail.client, {
      statusPrinter: note('status'),
      affectedStepsPrinter: note('affected'),
      stepListPrinter: note('list'),
      historyPrinter: note('history'),
      descriptionPrinter: note('description'),
      limitPrinter: note('limit'),
      errorPrinter: note('error'),
      noResultPrinter: note('none'),
      genericPrinter: note('generic'),
    });
    await own.status();
    await own.pause();
    await own.list();
    await own.history();
    await own.describe();
    await own.setLimit(1);
    await own.reply('9.9.9', true);
    await own.list({ n: 7 });
    await own.ping();
    expect(calls).toEqual(['status', 'affected', 'list', 'history', 'description', 'limit', 'error', 'none', 'generic']);
  });

  it('refuses options that are wrong', () => {
    expect(() => new InteractiveTrail(trail.client, { stdout: 'file' } as never)).toThrow('Expected option `stdout`');
    expect(() => new InteractiveTrail(trail.client, { printer: () => {} } as never)).toThrow('got `printer`');
  });
});
