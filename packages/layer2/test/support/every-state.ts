import { type Connection, connect } from '@autotrail/core/socket';
import type { StepState, StepStatus } from '@autotrail/layer1';
import type { TrailHost } from './trail-host.js';
import { Witness } from './witness.js';

/** A step of a trail in which every step is called after the state it is in. */
interface Exhibit {
  readonly name: StepState;
  /** Whether the engine carries on from here: the parents of the step are done. */
  readonly isReached: boolean;
}

/** A trail that shows states: its steps, and how to get them there. */
export interface Exhibition {
  readonly title: string;
  readonly isStarted: boolean;
  readonly exhibits: readonly Exhibit[];
  /** The calls that bring the steps into their states: name, the steps named, further fields. */
  readonly calls: readonly (readonly [call: string, steps: readonly string[], fields?: { readonly message: string }])[];
}

const reached = (...names: StepState[]): Exhibit[] => names.map((name) => ({ name, isReached: true }));
const unreached = (...names: StepState[]): Exhibit[] => names.map((name) => ({ name, isReached: false }));

const beforeStart: Exhibition = {
  title: 'before start',
  isStarted: false,
  exhibits: [...reached('Ready', 'Waiting', 'Paused', 'Skipped', 'Blocked'), ...unreached('To Pause', 'To Skip', 'To Block')],
  calls: [
    ['pause', ['Waiting', 'Paused', 'To Pause']],
    ['resume', ['Waiting']],
    ['skip', ['Skipped', 'To Skip']],
    ['block', ['Blocked', 'To Block']],
  ],
};

const afterStart: Exhibition = {
  title: 'after start',
  isStarted: true,
  exhibits: [
    ...reached('Running', 'Succeeded', 'Failed', 'Paused due to failure', 'Paused', 'Skipped', 'Blocked', 'Interrupted'),
    ...unreached('Waiting', 'To Pause', 'To Skip', 'To Block'),
  ],
  calls: [
    ['pause', ['Paused', 'To Pause']],
    ['skip', ['Skipped', 'To Skip']],
    ['block', ['Blocked', 'To Block']],
    ['unset_pause_on_fail', ['Failed']],
    ['start', []],
    ['send_message_to_steps', ['Succeeded'], { message: 'succeed' }],
    ['send_message_to_steps', ['Failed', 'Paused due to failure'], { message: 'fail' }],
    ['interrupt', ['Interrupted']],
  ],
};

/** Between them they show all thirteen states. */
export const EXHIBITIONS: readonly Exhibition[] = [beforeStart, afterStart];

/** The step that keeps those below it from being reached. It has not the tag that the exhibits have. */
export const GATE = 'gate';
/** A selector for the exhibits alone. */
export const EXHIBITS = { exhibit: true };

/** Hosts an exhibition and answers its socket, when every step is where it belongs and nothing is under way any more. */
export async function open({ exhibits, calls }: Exhibition, host: TrailHost): Promise<string> {
  const pairs = [[GATE], ...exhibits.map(({ name, isReached }) => (isReached ? [name] : [GATE, name]))];
  const steps = Object.fromEntries(exhibits.map(({ name }) => [name, { tags: EXHIBITS }]));
  const socketFile = await host.serve({ pairs, steps });
  const witness = await Witness.of(socketFile);
  const connection = await connect(socketFile);
  for (const [call, names, fields] of calls) {
    for (const tags of names.length === 0 ? [{}] : names.map((name) => ({ name }))) {
      await ask(connection, call, { tags, ...fields });
    }
  }
  const statuses = await ask<readonly StepStatus[]>(connection, 'status', { status_fields: ['n', 'name'] });
  const all = statuses.filter(({ name }) => name !== GATE);
  await witness.until(() => all.every(({ n, name }) => isSettled(witness, n, name)));
  await Promise.all([connection.close(), witness.close()]);
  return socketFile;
}

function isSettled(witness: Witness, n: number, name: string): boolean {
  const { state = 'Ready', ending = null } = witness.step(n);
  return state === name && ending === null;
}

async function ask<T>(connection: Connection, name: string, fields: Parameters<Connection['request']>[1]): Promise<T> {
  const { result, error } = await connection.request(name, fields);
  if (error !== null) throw new Error(error.message);
  return result as T;
}
