import type { JsonValue } from '@autotrail/core';
import { type Connection, connect } from '@autotrail/core/socket';

/** All that a client can learn of a trail. */
export interface Snapshot {
  readonly revision: JsonValue;
  readonly status: JsonValue;
  readonly tags: JsonValue;
  /** The journal, in pages; `null` if the server keeps none. */
  readonly history: readonly JsonValue[] | null;
}

const FIELDS = [
  'n',
  'name',
  'tags',
  'state',
  'cause',
  'since',
  'attempt',
  'abandoned',
  'returnValue',
  'prompts',
  'outputMessages',
  'inputMessages',
  'promptMessages',
  'allowed',
];

/** Asks a server for everything. */
export async function snapshotOf(socketFile: string): Promise<Snapshot> {
  const connection = await connect(socketFile);
  try {
    const { revision = null } = connection.hello;
    const status = await resultOf(connection, 'status', { status_fields: FIELDS });
    const tags = await resultOf(connection, 'list', {});
    return { revision, status, tags, history: await historyOf(connection) };
  } finally {
    await connection.close();
  }
}

/** The records of a server's journal; `null` if it keeps none. */
export async function historyOf(connection: Connection): Promise<readonly JsonValue[] | null> {
  const records: JsonValue[] = [];
  for (let from: JsonValue = 0; from !== null; ) {
    const { result, error } = await connection.request('history', { from });
    if (error?.code === 'AUTOTRAIL_NO_JOURNAL') return null;
    if (error !== null) throw new Error(`The history was refused: ${error.message}`);
    const page = result as { readonly records: readonly JsonValue[]; readonly next: number | null };
    records.push(...page.records);
    from = page.next;
  }
  return records;
}

async function resultOf(connection: Connection, name: string, fields: Parameters<Connection['request']>[1]): Promise<JsonValue> {
  const { result, error } = await connection.request(name, fields);
  if (error !== null) throw new Error(`${name} was refused: ${error.message}`);
  return result;
}
