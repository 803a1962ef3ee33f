import { join } from 'node:path';
import { InProcessExecutor, type Journal, MemoryJournal, MemoryTransport } from '@autotrail/layer1';
import { type Disk, FileJournal, OutputFiles, SocketTransport, systemDisk } from '@autotrail/layer2';
import { describe, it } from 'vitest';
import {
  type ConformanceCase,
  executorSuite,
  journalSuite,
  outputStoreSuite,
  SimulatedDisk,
  transportSuite,
} from '../../src/index.js';
import { freshPath } from '../support/folders.js';

const SUITES: Readonly<Record<string, readonly ConformanceCase[]>> = {
  MemoryJournal: journalSuite(async () => memoryJournals()),
  'FileJournal on the disk of this computer': journalSuite(async () => fileJournals(systemDisk, freshPath())),
  'FileJournal on a simulated disk': journalSuite(async () => fileJournals(new SimulatedDisk(), '/run')),
  'OutputFiles on the disk of this computer': outputStoreSuite(async () => outputFiles(systemDisk, freshPath())),
  'OutputFiles on a simulated disk': outputStoreSuite(async () => outputFiles(new SimulatedDisk(), '/run/output')),
  InProcessExecutor: executorSuite(async () => new InProcessExecutor()),
  MemoryTransport: transportSuite(async () => new MemoryTransport()),
  'SocketTransport on a unix socket': transportSuite(async () => {
    const folder = freshPath();
    await systemDisk.makeFolder(folder);
    return new SocketTransport(join(folder, 's'));
  }),
};

for (const [form, suite] of Object.entries(SUITES)) {
  describe(form, () => {
    for (const { name, run } of suite) it(name, run);
  });
}

function memoryJournals(): () => Promise<Journal> {
  let before: MemoryJournal | undefined;
  return async () => {
    const records = [];
    for await (const record of before?.read() ?? []) records.push(record);
    before = new MemoryJournal(records);
    return before;
  };
}

async function fileJournals(disk: Disk, folder: string): Promise<() => Promise<Journal>> {
  await disk.makeFolder(folder);
  let epoch = 0;
  return () => {
    epoch += 1;
    return FileJournal.open({ disk, file: join(folder, 'journal'), epoch });
  };
}

function outputFiles(disk: Disk, folder: string): () => Promise<OutputFiles> {
  return async () => new OutputFiles({ disk, folder });
}
