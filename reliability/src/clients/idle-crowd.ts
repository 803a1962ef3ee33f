import { connect, type Socket } from 'node:net';

/** Time between two bytes of a client that drips, in milliseconds. */
const DRIP_MS = 200;
const HELLO = Buffer.from('{"autotrail":2}\n');
/** Its end never comes. */
const ENDLESS = Buffer.from('{"name":"status","tags":{"name":"');

/** Clients that take up connections and never ask for anything: silent ones, ones that drip, ones that only say hello and then drip. */
export class IdleCrowd implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  readonly #socketFile: string;
  readonly #dripping: NodeJS.Timeout;
  #isOver = false;
  #drips = 0;

  /** @param size - connections to hold */
  constructor(socketFile: string, size: number) {
    this.#socketFile = socketFile;
    for (let k = 0; k < size; k += 1) this.#join(k);
    this.#dripping = setInterval(() => this.#drip(), DRIP_MS);
  }

  /** Connections that are open now. */
  get size(): number {
    return [...this.#sockets].filter(({ readyState }) => readyState === 'open').length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    clearInterval(this.#dripping);
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(k: number): void {
    const socket = connect(this.#socketFile);
    socket.on('error', () => {});
    socket.resume();
    if (k % 4 === 0) socket.write(HELLO);
    this.#sockets.add(socket);
    // A server cuts off who is silent for too long; there is always somebody else.
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (!this.#isOver) this.#join(k);
    });
  }

  /** Every other one drips: the rest says nothing at all. */
  #drip(): void {
    const byte = ENDLESS.subarray(this.#drips % ENDLESS.length).subarray(0, 1);
    this.#drips += 1;
    for (const socket of [...this.#sockets].filter((_, index) => index % 2 === 0)) if (socket.writable) socket.write(byte);
  }
}
