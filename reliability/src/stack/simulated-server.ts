import { type Clock, type Definition, ManualClock, MemoryTransport, step, type Transport } from '@autotrail/layer1';
import { type Disk, TrailClient, TrailServer } from '@autotrail/layer2';
import { ownedDisk } from './owned-disk.js';
import { SimulatedExecutor } from './simulated-executor.js';

/** Beside the root of the disk: whether a folder is on a network is asked of the real system, which has this one. */
export const JOURNAL_FILE = '/release.journal';

/** A trail of some steps whose attempts are simulated. */
function simulatedTrail(): Definition {
  const act = (name: string, idempotent = false) => step(() => null, { name }, { idempotent, graceMs: 1_000 });
  const [first, second, third, fourth, fifth] = [act('first'), act('second', true), act('third'), act('fourth'), act('fifth')];
  return [[first, second], [first, third], [second, fourth], [third, fourth], [fifth]] as Definition;
}

/** What a simulated server is made of. */
export interface SimulatedServerParts {
  readonly disk: Disk;
  /** Its number among the servers of the simulation, from 1. */
  readonly process: number;
  /** Holds it up before it looks at a lock. @default it is not held up */
  readonly beforeLook?: () => Promise<void>;
  readonly clock?: Clock;
  readonly executor?: SimulatedExecutor;
  /** What is between client and server. @default nothing */
  readonly wrap?: (transport: Transport) => Pick<Transport, 'connect'>;
}

/** A real server and a real client in a simulated world. */
export class SimulatedServer {
  readonly server: TrailServer;
  readonly client: TrailClient;
  readonly executor: SimulatedExecutor;
  readonly clock: Clock;

  constructor(parts: SimulatedServerParts) {
    const { disk, process, beforeLook = async () => {}, wrap = (transport) => transport } = parts;
    const { clock = new ManualClock(1_700_000_000_000), executor = new SimulatedExecutor() } = parts;
    const transport = new MemoryTransport();
    this.executor = executor;
    this.clock = clock;
    this.server = new TrailServer(simulatedTrail(), {
      name: 'release',
      socketFile: false,
      journalFile: JOURNAL_FILE,
      disk: ownedDisk(disk, { self: process, isAlive: () => false, beforeLook }),
      clock,
      executor,
      transports: [transport],
    });
    // How it ends is told to whoever asks.
    this.server.finished().catch(() => {});
    this.client = new TrailClient(wrap(transport));
  }

  /** Lets every attempt that is open end well. */
  finishAll(): void {
    for (const attempt of [...this.executor.open]) this.executor.finish(attempt, { ok: true, value: attempt.key });
  }
}

/** Resolves when everything that needs no time has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
