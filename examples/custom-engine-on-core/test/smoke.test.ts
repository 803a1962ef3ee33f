import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Program } from './support/program.js';

/** So many that fuzzing comes to no end before it is cancelled. */
const ENDLESS = '1000000000000';

let folder: string;
let socketFile: string;

beforeEach(({ onTestFinished }) => {
  folder = mkdtempSync(join(tmpdir(), 'at-'));
  socketFile = join(folder, 'build.sock');
  // What was asked for first is done last: the programs are gone by then.
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function build(rounds: string): Program {
  return new Program('main', ['--folder', folder, '--rounds', rounds]);
}

function ask(...args: readonly string[]) {
  return new Program('ask', [socketFile, ...args]).end();
}

describe('The build runner', () => {
  it('builds everything, each task after those before it', async () => {
    const running = build('1000');
    const { code, output } = await running.end();
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining(`Built ${join(folder, 'site')}`) });

    const place = (line: string): number => output.indexOf(line);
    const inOrder = ['✔ pages', '▶ index', '✔ index', '▶ compress', '✔ compress', '▶ seal', '✔ seal'].map(place);
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    expect(place('✔ fuzz')).toBeLessThan(place('▶ seal'));

    const [checksum, page] = sealed().find(([, name]) => name === 'socket.html') ?? [];
    const content = readFileSync(join(folder, 'site', String(page)));
    expect(checksum).toBe(createHash('sha256').update(content).digest('hex'));
    expect(content.toString()).toContain('a line of JSON, &lt;name&gt; and &lt;fields&gt;');
  });

  it('tells another process how far it is, and cancels for it what takes too long', async () => {
    const running = build(ENDLESS);
    await running.wrote('✔ compress');
    const progress = await ask('progress');
    expect(progress.code).toBe(0);
    expect(progress.output).toMatch(/'compress' +│ 'done'/);
    expect(progress.output).toMatch(/'fuzz' +│ 'running' +│ '\d+ texts of/);
    expect(progress.output).toMatch(/'seal' +│ 'waiting'/);

    expect(await ask('cancel', 'fuzz')).toMatchObject({ code: 0, output: expect.stringContaining("'fuzz'") });
    expect(await running.end()).toMatchObject({ code: 1, output: expect.stringContaining('never reached: seal') });
    expect(existsSync(join(folder, 'site', 'SHA256SUMS'))).toBe(false);
    expect(await ask('progress')).toMatchObject({ code: 1, output: expect.stringContaining('Expected a server to answer') });
  });

  it('answers what it cannot do with a sentence, and goes on', async () => {
    const running = build(ENDLESS);
    await running.wrote('▶ fuzz');
    const noTask = { code: 1, output: 'Expected `task` to be one of pages, style, fuzz, index, compress, seal.\n' };
    expect(await ask('cancel', 'paint')).toEqual(noTask);
    expect(await ask('cancel')).toEqual(noTask);
    const unknown = { code: 1, output: 'Expected one of the calls progress, cancel.\n' };
    expect(await ask('constructor')).toEqual(unknown);
    expect(await ask('')).toEqual(unknown);
    await running.wrote('✔ compress');
  });

  it('cancels all on Ctrl-C, and takes its socket away', async () => {
    const running = build(ENDLESS);
    await running.wrote('▶ fuzz');
    running.interrupt();
    expect(await running.end()).toMatchObject({ code: 1, output: expect.stringMatching(/■ fuzz .*\n\nNot complete/s) });
    expect(existsSync(socketFile)).toBe(false);
  });

  it('leaves alone what another build is at', async () => {
    const running = build(ENDLESS);
    await running.wrote('▶ fuzz');
    const second = build('0');
    expect(await second.end()).toMatchObject({ code: 1, output: expect.stringContaining('found the trail "site"') });
    await running.wrote('✔ compress');
  });

  it('refuses a number of rounds that is none before it touches anything', async () => {
    const running = build('many');
    expect(await running.end()).toMatchObject({ code: 1, output: expect.stringContaining('Expected `--rounds` to be') });
    expect(existsSync(join(folder, 'site'))).toBe(false);
  });
});

function sealed(): readonly (readonly string[])[] {
  const lines = readFileSync(join(folder, 'site', 'SHA256SUMS'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => line.split('  '));
}
