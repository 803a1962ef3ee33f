import type { AttemptFate, AttemptTask } from '@autotrail/layer1';
import type { Disk } from '@autotrail/layer2';
import type { Random } from '../support/random.js';
import { JumpingClock } from './jumping-clock.js';
import { LossyTransport } from './lossy-transport.js';
import { SimulatedExecutor } from './simulated-executor.js';
import { SimulatedServer } from './simulated-server.js';
import type { Tally } from './tally.js';

/** What one life of a server is made of. */
export interface LifeParts {
  readonly disk: Disk;
  readonly process: number;
  readonly startMs: number;
  readonly random: Random;
  readonly tally: Tally;
  /** How often something happens to a request, from 0 to 1. */
  readonly lossRate: number;
}

/** One life of a server, with all that is told of it to the outside. */
export class Life extends SimulatedServer {
  readonly transport: LossyTransport;
  override readonly clock: JumpingClock;
  /** Whether it has ended itself. */
  isOver = false;
  #gate: Promise<void> | null = null;
  #open: () => void = () => {};

  static begin(parts: LifeParts): Life {
    const clock = new JumpingClock(parts.startMs);
    const made: { life?: Life; transport?: LossyTransport } = {};
    const life = new Life(
      {
        disk: parts.disk,
        process: parts.process,
        clock,
        executor: new SimulatedExecutor((task) => drawFate(task, parts)),
        beforeLook: async () => made.life?.pass(),
        wrap: (inner) => {
          made.transport = new LossyTransport(inner, { ...parts, rate: parts.lossRate });
          return made.transport;
        },
      },
      clock,
      () => made.transport as LossyTransport,
    );
    made.life = life;
    return life;
  }

  private constructor(
    parts: ConstructorParameters<typeof SimulatedServer>[0],
    clock: JumpingClock,
    transport: () => LossyTransport,
  ) {
    super(parts);
    this.clock = clock;
    this.transport = transport();
    const over = (): void => {
      this.isOver = true;
    };
    this.server.finished().catch(over);
  }

  /** It is gone: nothing comes from it any more. */
  die(): void {
    this.transport.isDead = true;
  }

  /** It is held up before it looks at the lock the next time, until {@link goOn}. */
  stop(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  goOn(): void {
    this.#gate = null;
    this.#open();
  }

  /** Resolves when it may go on. */
  async pass(): Promise<void> {
    if (this.#gate !== null) await this.#gate;
  }
}

function drawFate({ attempt }: AttemptTask, { random, tally }: LifeParts): AttemptFate {
  const kind = random.below(3);
  if (kind === 0) return { fate: 'lost' };
  tally.add(kind === 1 ? 'attempt kept' : 'processes left behind');
  if (kind === 1) return { fate: 'kept' };
  return { fate: 'left behind', processes: [{ pid: 7_000 + attempt, startTime: null, command: 'simulated' }] };
}
