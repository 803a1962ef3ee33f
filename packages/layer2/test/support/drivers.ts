import type { JsonObject, JsonValue, Tags } from '@autotrail/core';
import { connect, sendRequest } from '@autotrail/core/socket';
import type { AffectedStep, ControlResult, Wire } from '@autotrail/layer1';
import { type CommandOptions, TrailClient } from '../../src/index.js';

/** A way to steer a trail. Rejects with the server's words if a call is refused. */
export interface Driver {
  readonly title: string;
  readonly wire: Wire;
  /** Makes a call by its name on the wire, with its fields there, and answers its result. */
  call(socketFile: string, name: string, fields: JsonObject): Promise<JsonValue>;
}

const wire1: Driver = {
  title: 'wire 1',
  wire: 1,
  async call(socketFile, name, fields) {
    const { result, error } = await sendRequest(socketFile, { name, ...fields });
    if (error !== null) throw new Error(String(error));
    return result ?? null;
  },
};

const wire2: Driver = {
  title: 'wire 2',
  wire: 2,
  async call(socketFile, name, fields) {
    const connection = await connect(socketFile);
    try {
      const { result, error } = await connection.request(name, fields);
      if (error !== null) throw new Error(error.message);
      return result;
    } finally {
      await connection.close();
    }
  },
};

const trailClient: Driver = {
  title: 'TrailClient',
  wire: 2,
  async call(socketFile, name, fields) {
    await using client = new TrailClient(socketFile);
    const method = CLIENT_METHODS[name];
    if (method === undefined) throw new Error(`TrailClient has no method for ${name}`);
    return (await method(client, fields)) as JsonValue;
  },
};

/** Every way there is. */
export const DRIVERS: readonly Driver[] = [wire1, wire2, trailClient];

/** The steps in the answer of a control call, which is all that wire 1 answers. */
export function affectedIn(result: JsonValue): readonly AffectedStep[] {
  return Array.isArray(result) ? (result as readonly AffectedStep[]) : (result as unknown as ControlResult).affected;
}

type Method = (client: TrailClient, fields: JsonObject) => Promise<unknown>;

const tagsOf = ({ tags }: JsonObject): Tags => tags as Tags;
const optionsOf = ({ dry_run }: JsonObject): CommandOptions => ({ dryRun: dry_run as boolean });

const CLIENT_METHODS: Readonly<Record<string, Method>> = {
  start: (client, fields) => client.start(optionsOf(fields)),
  pause: (client, fields) => client.pause(tagsOf(fields), optionsOf(fields)),
  pause_branch: (client, fields) => client.pauseBranch(tagsOf(fields), optionsOf(fields)),
  resume: (client, fields) => client.resume(tagsOf(fields), optionsOf(fields)),
  resume_branch: (client, fields) => client.resumeBranch(tagsOf(fields), optionsOf(fields)),
  next_steps: (client, fields) => client.nextStep(Number(fields.step_count), optionsOf(fields)),
  skip: (client, fields) => client.skip(tagsOf(fields), optionsOf(fields)),
  unskip: (client, fields) => client.unskip(tagsOf(fields), optionsOf(fields)),
  block: (client, fields) => client.block(tagsOf(fields), optionsOf(fields)),
  unblock: (client, fields) => client.unblock(tagsOf(fields), optionsOf(fields)),
  interrupt: (client, fields) => client.interrupt(tagsOf(fields), optionsOf(fields)),
  set_pause_on_fail: (client, fields) => client.setPauseOnFail(tagsOf(fields), optionsOf(fields)),
  unset_pause_on_fail: (client, fields) => client.unsetPauseOnFail(tagsOf(fields), optionsOf(fields)),
  send_message_to_steps: (client, fields) => client.sendMessageToSteps(fields.message ?? null, tagsOf(fields), optionsOf(fields)),
  shutdown: (client, fields) => client.shutdown(optionsOf(fields)),
  list: (client, fields) => client.list(tagsOf(fields)),
};
