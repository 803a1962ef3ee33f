import type { JsonValue } from '@autotrail/core';
import type { StepState, StepStatus } from '@autotrail/layer1';
import { onTestFinished } from 'vitest';
import { TrailClient } from '../../src/index.js';
import type { HostedTrail, TrailHost } from './trail-host.js';
import { Witness } from './witness.js';

/** One hosted trail with a client and a witness; gone when the test is over. Steps are called by their names. */
export class Rig {
  readonly socketFile: string;
  readonly client: TrailClient;
  readonly witness: Witness;
  readonly #numbers: ReadonlyMap<string, number>;

  private constructor(socketFile: string, witness: Witness, numbers: ReadonlyMap<string, number>) {
    this.socketFile = socketFile;
    this.witness = witness;
    this.#numbers = numbers;
    this.client = new TrailClient(socketFile);
  }

  /** Hosts a trail; nobody has started it yet. */
  static async of(host: TrailHost, trail: HostedTrail): Promise<Rig> {
    const socketFile = await host.serve(trail);
    const witness = await Witness.of(socketFile);
    await using client = new TrailClient(socketFile);
    const steps = await client.list();
    const rig = new Rig(socketFile, witness, new Map(steps.map(({ name, n }) => [String(name), Number(n)])));
    onTestFinished(() => rig.#close());
    return rig;
  }

  /** The number of a step. */
  n(name: string): number {
    return this.#numbers.get(name) ?? Number.NaN;
  }

  /** Tells a step what to do. */
  async tell(name: string, message: JsonValue): Promise<void> {
    const { affected } = await this.client.sendMessageToSteps(message, { name });
    if (affected.length !== 1) throw new Error(`${name} cannot be told anything: it does not run`);
  }

  /** Resolves when a step is in a state, now or later. */
  async until(name: string, state: StepState): Promise<void> {
    await this.#catchUp();
    await this.witness.until((witness) => (witness.step(this.n(name)).state ?? 'Ready') === state);
  }

  /** Resolves when the attempt of a step that was ended is gone. */
  async untilGone(name: string): Promise<void> {
    await this.#catchUp();
    await this.witness.until((witness) => witness.step(this.n(name)).ending === null);
  }

  /** The status of a step. */
  async status(name: string): Promise<StepStatus> {
    const [status] = await this.client.status({ name }, { fields: ALL_FIELDS });
    if (status === undefined) throw new Error(`There is no step ${name}`);
    return status;
  }

  /** The states of all steps. */
  async states(): Promise<Record<string, StepState>> {
    const statuses = await this.client.status({}, { fields: ['name', 'state'] });
    return Object.fromEntries(statuses.map(({ name, state }) => [name, state]));
  }

  /** What the client was answered the witness may not have heard of yet: they have sockets of their own. */
  async #catchUp(): Promise<void> {
    const { revision } = await this.client.ping();
    await this.witness.until((witness) => witness.revision >= revision);
  }

  async #close(): Promise<void> {
    // A test may have shut the server down, or worse.
    await this.client.shutdown().catch(() => {});
    await this.client.close();
    await this.witness.close();
  }
}

const ALL_FIELDS = [
  'n',
  'name',
  'tags',
  'state',
  'cause',
  'by',
  'provenance',
  'waitsFor',
  'until',
  'since',
  'attempt',
  'attempts',
  'abandoned',
  'survivors',
  'returnValue',
  'prompts',
  'waitingForResponse',
  'outputMessages',
  'inputMessages',
  'promptMessages',
  'allowed',
] as const;
