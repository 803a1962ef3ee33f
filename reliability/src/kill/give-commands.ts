import { connect } from '@autotrail/core/socket';
import { Random } from '../support/random.js';
import { chooseCall, start } from './choose-call.js';

/** Clients at a time, and the commands that each has under way. */
const CLIENTS = 4;
const OUTSTANDING = 2;

/** Gives a server commands until that many were acknowledged. Answers how many were. */
export async function giveCommands(socketFile: string, wanted: number, seed: number): Promise<number> {
  const random = new Random(seed);
  let sent = 0;
  let acknowledged = 0;
  const client = async (): Promise<void> => {
    const connection = await connect(socketFile);
    const slot = async (): Promise<void> => {
      while (acknowledged < wanted) {
        sent += 1;
        const { name, fields } =
          sent === 1 ? start() : chooseCall({ random, mood: 'calm', seen: [], count: sent, now: Date.now() });
        const isCommand = name !== 'status';
        const command = isCommand ? { ...fields, dry_run: false, request_id: `request-${sent}` } : fields;
        const { error } = await connection.request(name, command);
        if (isCommand && error === null) acknowledged += 1;
      }
    };
    await Promise.all(Array.from({ length: OUTSTANDING }, slot));
    await connection.close();
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return acknowledged;
}
