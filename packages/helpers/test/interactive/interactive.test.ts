import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ReplTerminal } from '../support/repl-terminal.js';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const LEFT = '\u001b[D';

describe('interactive, on a terminal', () => {
  it('waits for results by itself and prints them once, as people read them', async () => {
    const terminal = await ReplTerminal.open();
    terminal.type("pause({ name: 'deploy' }, { dryRun: true })\r");
    await terminal.shows(/\npause \(dry run\):\n# 2 - deploy\nrelease>$/);
    terminal.type("await pause({ name: 'deploy' })\r");
    await terminal.shows(/\npause \(acting\):\n# 2 - deploy\n(?:#.*\n)?release>$/);
    terminal.type('const found = await client.list({ n: 1 })\rfound.length + answer\r');
    await terminal.shows(/\n43\nrelease>$/);
    expect(terminal.screen.filter((line) => line.includes('acting'))).toHaveLength(1);
    terminal.type('status()\r');
    await terminal.shows(
      /\nn {2}state +name .*\n0 {2}Ready +check +operator\n1 {2}Ready +sleeper +operator\n2 {2}To Pause +deploy +operator +steps/,
    );
  });

  it.each([80, 20])('keeps the line that is being typed intact while events arrive, at %d columns', async (columns) => {
    const terminal = await ReplTerminal.open(columns);
    terminal.type(`skip({ name: 'sleepe' })${LEFT.repeat(4)}`);
    const squeezed = () => terminal.screen.join('');
    await terminal.shows(/'sleepe' *\n?\}/);
    await terminal.client.block({ name: 'deploy' }, { actor: 'alice' });
    await terminal.client.skip({ name: 'check' }, { actor: 'bob' });
    await terminal.shows(/0 - check: Skipped/);
    await terminal.shows(/2 - deploy: Blocke\n?d\n[\s\S]*'sleepe' *\n?\}/);
    expect(squeezed().match(/skip\(\{ name:/g)).toHaveLength(1);
    terminal.type('r');
    await terminal.shows(/'sleeper' *\n?\}/);
    terminal.type('\r');
    await terminal.shows(/1 - sleeper: Skipp\n?ed/);
    expect(await terminal.client.status({}, { fields: ['state'] })).toEqual(
      ['Skipped', 'Skipped', 'Blocked'].map((state) => ({ state })),
    );
  });

  it('shows what steps ask, counts it in the prompt, and answers it by a dot command', async () => {
    const terminal = await ReplTerminal.open();
    await terminal.client.start();
    await terminal.shows(
      /# 0 - check asks \(0\.1\.\d+\): Look at the graphs \(one of true, false\)\n {2}answer with: \.reply 0\.1\.\d+ true {2}\(or false\)/,
    );
    await terminal.shows(/release \(2 running, 1 asking\)>$/);
    terminal.type('.reply 0 true\r');
    await terminal.shows(/reply \(acting\):\n# 0 - check/);
    await terminal.shows(/release \(1 running\)>$/);
    terminal.type('.interrupt phase=during\r');
    await terminal.shows(/release \(1 held\)>$/);
    expect((await terminal.client.status({ n: 1 }))[0]?.state).toBe('Interrupted');
  });

  it('takes the choices of a question as they are shown, and keeps asking where an answer is none of them', async () => {
    const terminal = await ReplTerminal.open(100, 'asking-trail.js');
    terminal.type('.start\r');
    await terminal.shows(
      /# 0 - side asks \(0\.1\.\d+\): Which side is live\? \(one of blue, green, 1\)\n {2}answer with: \.reply 0\.1\.\d+ blue {2}\(or green, 1\)/,
    );
    terminal.type('.reply 0 red\r');
    await terminal.shows(/it takes "blue", "green", 1[\s\S]*\(1 running, 1 asking\)>$/);
    terminal.type('.reply 0 "green"\r');
    await terminal.shows(/reply \(acting\):\n# 0 - side/);
    await terminal.shows(
      /# 1 - approve asks \(1\.1\.\d+\): Go live\? \(one of true, false; answered by ann, bob\)\n {2}answer with: reply\("1\.1\.\d+", true, \{ actor: "ann" \}\) {2}\(or false; or "bob"\)/,
    );
    expect((await terminal.client.status({ n: 0 }))[0]?.returnValue).toBe('green');
  });

  it('tells what others set, with who did, and until when steps are held', async () => {
    const terminal = await ReplTerminal.open(100);
    terminal.type("pause({ name: 'sleeper' }, { until: '2999-01-31T08:00Z' })\r.start\r");
    await terminal.shows(/# 1 - sleeper: Paused \(until 2999-01-31T08:00:00\.000Z; operator\)\n[\s\S]*>$/);
    await terminal.client.setLimit(1, { phase: 'during' }, { actor: 'alice' });
    await terminal.shows(/limit: at most 1 at a time of phase=during \(alice\)\n[\s\S]*>$/);
    terminal.type('.done sleeper\r');
    await terminal.shows(/markDone \(acting\):\n# 1 - sleeper\n(?:#.*\n)?release/);
    terminal.type('.status sleeper\r');
    await terminal.shows(/\n1 {2}Succeeded {2}sleeper {2}by hand/);
  });

  it('completes as far as it is clear, and lists what there is at the second tab', async () => {
    const terminal = await ReplTerminal.open();
    // A tab that comes with what follows it is taken for pasted text.
    terminal.type('paus\t');
    await terminal.shows(/> pause$/);
    terminal.type('\t');
    await terminal.shows(/> pause\npause +pauseBranch\n/);
  });

  it.each([
    ["skip({ name: 'dep\t", /skip\(\{ name: 'deploy'$/m],
    ['skip({ ph\t', /skip\(\{ phase$/m],
    ['skip({ level: \t', /skip\(\{ level: 1$/m],
    ['trail.unb\t', /trail\.unblock$/m],
    ['.unb\t', /\.unblock$/m],
    ['.rer\t', /\.rerun$/m],
    ['.done phase=d\t', /\.done phase=during$/m],
    ['setL\t', /setLimit$/m],
    ['.pause phase=b\t', /\.pause phase=before$/m],
  ])('completes %j', async (keys, expected) => {
    const terminal = await ReplTerminal.open();
    terminal.type(keys);
    await terminal.shows(expected);
  });

  it('lets Ctrl-C touch neither the trail nor its commands', async () => {
    const terminal = await ReplTerminal.open();
    await terminal.client.start();
    await terminal.shows(/2 running, 1 asking/);
    terminal.type('wait(');
    terminal.type(CTRL_C);
    await terminal.shows(/wait\(\nrelease \(2 running, 1 asking\)>$/);
    terminal.type('wait()\r');
    await terminal.shows(/wait\(\)\n *$/);
    terminal.type(CTRL_C);
    await terminal.shows(/No longer waited for; it goes on\.\n[\s\S]*>$/);
    terminal.type('1 + 1\r');
    await terminal.shows(/\n2\nrelease/);
    const states = await terminal.client.status({}, { fields: ['state', 'attempt'] });
    expect(states.map(({ state, attempt }) => `${state} ${attempt}`)).toEqual(
      ['Running 1', 'Running 1', 'Ready 0'].map((text) => text.replace('Ready', 'Waiting')),
    );
  });

  it('keeps a history that nobody else can read, and finds it again', async () => {
    const terminal = await ReplTerminal.open();
    terminal.type('.steps\r');
    await terminal.shows(/# 2 - deploy {2}phase="after"/);
    terminal.type('\u001b[A');
    await terminal.shows(/> \.steps$/);
    terminal.type('\r');
    terminal.type(CTRL_D);
    await terminal.shows(/DETACH\]/);
    const file = join(terminal.folder, 'state', 'autotrail', 'release.history');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(file, '..'))).mode & 0o777).toBe(0o700);
  });

  it('asks on exit, and leaves the trail alone when it is told to, or not answered', async () => {
    for (const answer of ['detach\r', '\r', CTRL_C, CTRL_D]) {
      const terminal = await ReplTerminal.open();
      terminal.type(CTRL_D);
      await terminal.shows(/Stop the trail, or detach and let it go on\? \[stop\/DETACH\]/);
      terminal.type(answer);
      expect(await terminal.exitCode).toBe(0);
      expect(terminal.screen.join('\n')).toContain('outcome: detached');
    }
  });

  it('asks on exit until it is answered, and stops the trail when it is told to', async () => {
    const terminal = await ReplTerminal.open();
    terminal.type('.exit\r');
    await terminal.shows(/DETACH\]/);
    terminal.type('perhaps\r');
    await terminal.shows(/DETACH\] perhaps[\s\S]*DETACH\]/);
    terminal.type('stop\r');
    expect(await terminal.exitCode).toBe(0);
    expect(terminal.screen.join('\n')).toMatch(
      /stop: blocked \(acting\):\n# 0 - check\n# 1 - sleeper\n# 2 - deploy\noutcome: stopped/,
    );
  });

  it('says that the server has ended, and does not ask about it', async () => {
    const terminal = await ReplTerminal.open();
    terminal.type('.shutdown\r');
    await terminal.shows(/The server has ended\. \.exit leaves\.[\s\S]*>$/);
    terminal.type(CTRL_D);
    expect(await terminal.exitCode).toBe(0);
    expect(terminal.screen.join('\n')).toContain('outcome: gone');
  });
});
