import type { Disk } from '@autotrail/layer2';
import { type DiskCall, type DiskFault, SimulatedDisk } from '@autotrail/testing';
import { judgeDisk, judgeJournals } from '../stack/judge-disk.js';
import { Session } from '../stack/session.js';

/** How calls fail: with nothing done, or a write after half of its bytes. */
export type FaultMode = 'EIO' | 'ENOSPC' | 'EDQUOT' | 'EMFILE' | 'short write';

/** Every mode there is. */
export const FAULT_MODES: readonly FaultMode[] = ['EIO', 'ENOSPC', 'EDQUOT', 'EMFILE', 'short write'];

/** Which calls fail how. */
export interface FaultOptions {
  readonly modes: readonly FaultMode[];
  /** Of how many call sites one fails. @default 1: every one in its turn */
  readonly every?: number;
  /** A disk between the servers and the simulated one, which breaks its promises. @default none */
  readonly sabotage?: (disk: Disk) => Disk;
}

/** What came of it. */
export interface FaultResult {
  /** Sessions that were held, each with a fault. */
  readonly runs: number;
  /** Calls of the disk in a session without one. */
  readonly sites: number;
  /** Kinds of calls that were made to fail. */
  readonly operations: number;
  /** Commands that were acknowledged in sessions with a fault, and that were refused, by the code of the refusal. */
  readonly acknowledged: number;
  readonly refused: ReadonlyMap<string, number>;
  readonly breaches: readonly string[];
}

/** Makes each call of a session's disk fail in its turn, once and from then on, and looks at what the next server finds. */
export async function faultRuns(options: FaultOptions): Promise<FaultResult> {
  const runs = new FaultRuns(options);
  await runs.holdAll();
  return runs;
}

class FaultRuns implements FaultResult {
  runs = 0;
  sites = 0;
  acknowledged = 0;
  readonly refused = new Map<string, number>();
  readonly breaches: string[] = [];
  readonly #hit = new Set<string>();
  readonly #options: FaultOptions;

  constructor(options: FaultOptions) {
    this.#options = options;
  }

  get operations(): number {
    return this.#hit.size;
  }

  async holdAll(): Promise<void> {
    const { modes, every = 1 } = this.#options;
    this.sites = await this.#hold('no fault', () => null);
    for (let site = 0; site < this.sites; site += every) {
      for (const mode of modes) {
        await this.#hold(`${mode} once at call ${site}`, (call) => (call.site === site ? faultOf(call, mode) : null));
        await this.#hold(`${mode} from call ${site} on`, (call) => (call.site >= site ? faultOf(call, mode) : null));
      }
    }
  }

  /** Holds a session; answers how many calls of the disk there were. */
  async #hold(name: string, plan: (call: DiskCall) => DiskFault | null): Promise<number> {
    const { sabotage = (disk) => disk } = this.#options;
    const disk = new SimulatedDisk();
    disk.plan = (call) => {
      const fault = plan(call);
      if (fault !== null) this.#hit.add(call.operation);
      return fault;
    };
    const session = new Session({ disk: sabotage(disk) });
    await session.hold();
    this.runs += 1;
    this.#count(session);
    const promised = session.ledger.promised();
    const unsynced = await judgeJournals(
      disk.powerCut(() => false),
      promised,
    );
    const wrong = [...session.ledger.breaches, unsynced, await judgeDisk(disk.copy(), promised)];
    for (const breach of wrong) if (breach !== null) this.breaches.push(`${name}: ${breach}`);
    return disk.calls.length;
  }

  #count({ ledger }: Session): void {
    this.acknowledged += ledger.acknowledged.size;
    for (const [code, times] of ledger.refused) this.refused.set(code, (this.refused.get(code) ?? 0) + times);
  }
}

function faultOf({ operation }: DiskCall, mode: FaultMode): DiskFault | null {
  if (mode !== 'short write') return { code: mode };
  return operation === 'append' ? { code: 'ENOSPC', done: 40 } : null;
}
