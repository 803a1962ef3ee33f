import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LauncherHost } from '../../src/process/launcher-host.js';
import type { LaunchCommand, LauncherReport } from '../../src/process/launcher-messages.js';
import { StreamDesk } from '../../src/process/stream-desk.js';
import { whenClosed } from '../../src/process/when-closed.js';

let folder: string;
let desk: StreamDesk;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autotrail-test-'));
  desk = await StreamDesk.open();
});

afterEach(async () => {
  await desk.close();
  await rm(folder, { recursive: true });
});

/** A command that leaves a file, whose streams are expected. */
function touch(): { readonly command: LaunchCommand; readonly arrived: Promise<readonly Socket[]> } {
  const { tokens, arrived } = desk.expect(3);
  const spec = {
    what: 'the command touch',
    file: 'touch',
    args: ['it'],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '' },
    interruptDelays: { terminateMs: 0, killMs: 0 },
  };
  return { command: { type: 'launch', id: 1, spec, tokens }, arrived };
}

describe('a launcher', () => {
  it.each([
    { what: 'starts what it is told', isServed: true, files: ['it'], reports: ['started', 'exited'] },
    {
      what: 'starts nothing once its server is gone, though it has not heard of it yet',
      isServed: false,
      files: [],
      reports: [],
    },
  ])('$what', async ({ isServed, files, reports }) => {
    const told: LauncherReport['type'][] = [];
    const { command, arrived } = touch();
    const host = new LauncherHost(
      desk.socketFile,
      ({ type }) => void told.push(type),
      () => isServed,
    );
    host.handle(command);
    const streams = await arrived;
    // The command has ended, or never will begin, when nobody holds its streams any longer.
    await Promise.all(streams.map((stream) => new Promise<void>((resolve) => whenClosed(stream.resume(), resolve))));
    await host.close();
    expect(await readdir(folder)).toEqual(files);
    expect(told).toEqual(reports);
  });
});
