export type {
  CommandOptions,
  EventsOptions,
  HistoryOptions,
  HoldOptions,
  MarkDoneOptions,
  PlanArguments,
  PlanFields,
  PlannableCall,
  RerunOptions,
  Selector,
  ServerFacts,
  StatusOptions,
  StopResult,
  WaitingStep,
  WaitOptions,
  WaitResult,
} from './client-types.js';
export type { Disk, DiskFile } from './disk/disk.js';
export { systemDisk } from './disk/system-disk.js';
export { LAYER2_ERRORS } from './errors.js';
export { FileJournal } from './journal/file-journal.js';
export type { FileJournalOptions } from './journal/open-journal.js';
export { type FoundRun, findRuns, findTrails } from './run/find-runs.js';
export { type InspectedJournal, inspectJournal } from './run/inspect-journal.js';
export type { OnExistingJournal } from './run/open-run.js';
export { OutputFiles, type OutputFilesOptions } from './run/output-files.js';
export { type PrunedRun, type PruneOptions, pruneRuns } from './run/prune-runs.js';
export { stateFolder } from './run/run-paths.js';
export { defaultSocketFile, makePrivateFolder, runtimeFolder } from './runtime-folder.js';
export { SocketTransport } from './socket-transport.js';
export { TrailClient } from './trail-client.js';
export { checkTrailName, nameOfFile } from './trail-name.js';
export { TrailServer } from './trail-server.js';
export type { ResumedRun, TrailServerOptions } from './trail-server-options.js';
