export type {
  CommandOptions,
  EventsOptions,
  Selector,
  StatusOptions,
  StopResult,
  WaitingStep,
  WaitOptions,
  WaitResult,
} from './client-types.js';
export { LAYER2_ERRORS } from './errors.js';
export { defaultSocketFile, makePrivateFolder, runtimeFolder } from './runtime-folder.js';
export { SocketTransport } from './socket-transport.js';
export { TrailClient } from './trail-client.js';
export { checkTrailName, nameOfFile } from './trail-name.js';
export { TrailServer, type TrailServerOptions } from './trail-server.js';
