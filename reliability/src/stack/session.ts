import { ManualClock } from '@autotrail/layer1';
import type { Disk } from '@autotrail/layer2';
import { Ledger } from './ledger.js';
import { SimulatedServer, settled } from './simulated-server.js';

/** How often everything that needs no time may happen until something is said never to come. */
const ROUNDS = 20;

/** What a session is held with. */
export interface SessionParts {
  readonly disk: Disk;
  readonly ledger?: Ledger;
}

/** Two servers of one trail after each other: the first finishes its run, the second begins another and is not shut down. */
export class Session {
  readonly ledger: Ledger;
  readonly clock = new ManualClock(1_700_000_000_000);
  readonly #disk: Disk;
  #servers = 0;

  constructor({ disk, ledger = new Ledger() }: SessionParts) {
    this.#disk = disk;
    this.ledger = ledger;
  }

  async hold(): Promise<void> {
    const first = await this.#begin();
    if (first !== null) {
      await this.#finish(first);
      await this.#shutDown(first);
    }
    this.clock.advance(60_000);
    const second = await this.#begin();
    if (second !== null) await this.#steer(second);
  }

  /** A server that answers; `null` if none comes to answer, in a few attempts. */
  async #begin(): Promise<SimulatedServer | null> {
    for (let attempt = 0; attempt < 2; attempt++) {
      this.#servers += 1;
      const next = new SimulatedServer({ disk: this.#disk, process: this.#servers, clock: this.clock });
      try {
        await next.server.start();
        return next;
      } catch {
        // The next one may come through.
      }
    }
    return null;
  }

  async #finish(at: SimulatedServer): Promise<void> {
    const { client } = at;
    await this.#command(at, (requestId) => client.note('before it begins', {}, { requestId }));
    await this.#command(at, (requestId) => client.start({ requestId }));
    for (let round = 0; round < 6; round++) {
      at.finishAll();
      await this.#pass(at);
    }
    await this.#command(at, (requestId) => client.note('it is over', {}, { requestId }));
  }

  async #steer(at: SimulatedServer): Promise<void> {
    const { client, executor } = at;
    await this.#command(at, (requestId) => client.pause({ name: 'third' }, { requestId }));
    await this.#command(at, (requestId) => client.start({ requestId }));
    executor.open[0]?.report.output('a message');
    at.finishAll();
    await this.#pass(at);
    await this.#command(at, (requestId) => client.skip({ name: 'fourth' }, { requestId }));
    await this.#command(at, (requestId) => client.resume({ name: 'third' }, { requestId }));
    await this.#command(at, (requestId) => client.interrupt({ name: 'third' }, { requestId }));
    await this.#command(at, (requestId) => client.note('a last word', {}, { requestId }));
  }

  /** What still runs ends, or is given up after its grace. */
  async #shutDown(at: SimulatedServer): Promise<void> {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    at.server.shutdown().then(over, over);
    for (let round = 0; round < ROUNDS && !isOver; round++) {
      at.finishAll();
      this.clock.advance(1_000);
      await this.#pass(at);
    }
    if (!isOver) this.ledger.breaches.push('a shutdown never came to its end');
  }

  async #command(at: SimulatedServer, send: Parameters<Ledger['command']>[0]): Promise<void> {
    let isAnswered = false;
    void this.ledger.command(send).then((isDone) => {
      isAnswered = true;
      if (!isDone) this.clock.advance(1_000);
    });
    for (let round = 0; round < ROUNDS && !isAnswered; round++) await this.#pass(at);
    if (!isAnswered) this.ledger.breaches.push('a command was never answered');
    await this.#pass(at);
  }

  async #pass({ executor }: SimulatedServer): Promise<void> {
    await settled();
    this.ledger.begun(executor.started.splice(0));
  }
}
