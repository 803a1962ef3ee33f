import type { AutoTrailError, JsonObject } from '@autotrail/core';
import type {
  ApiCallDefinitions,
  Clock,
  ContextCodec,
  ContextMode,
  Definition,
  Executor,
  Journal,
  LimitOptions,
  ParamsDeclaration,
  StateTransformation,
  TransitionTable,
  Transport,
} from '@autotrail/layer1';
import type { Disk } from './disk/disk.js';
import { layer1Error } from './errors.js';
import type { OnExistingJournal } from './run/open-run.js';

/** How a `TrailServer` runs its trail. */
export interface TrailServerOptions<TContext = unknown> {
  /** The trail's name: 1 to 64 letters, digits, `.`, `_`, `-`. @default the name of the file that was started, else `trail` */
  readonly name?: string;
  /**
   * Handed to every action; actions in this process share it. One that is plain JSON is remembered: if an attempt changed it, a run
   * that is gone on with later begins with it as it was then. @default undefined
   */
  readonly context?: TContext;
  /** How a context that is no plain JSON is remembered. @default it is not, and the server warns of it once */
  readonly contextCodec?: ContextCodec<TContext>;
  /**
   * What calls may do with a context that is plain JSON: `get` lets clients read it, `set` change it too.
   * @default 'none'
   */
  readonly contextAccess?: ContextMode;
  /**
   * What the trail is given to go by for one run: a record of parameters, or a Standard Schema of an object of them. Actions find them
   * in `env.params`, templates under their names. @default nothing
   */
  readonly params?: ParamsDeclaration;
  /**
   * The values of the parameters, by their names; no registered secret may be in them. They are checked before anything runs. A run that
   * is gone on with keeps its own, and is refused others. @default none: those with a default have that
   */
  readonly paramValues?: JsonObject;
  /**
   * What is done when steps fail: in `[[deploy, rollback]]` rollback runs if deploy has Failed, and is Skipped otherwise.
   * @default nothing
   */
  readonly failurePairs?: Definition<TContext>;
  /**
   * How many attempts there may be at a time when a run begins, of all steps or of those with certain tags: `[{ most: 4 },
   * { tags: { region: 'eu' }, most: 1 }]`. @default as many as there are
   */
  readonly limits?: readonly LimitOptions[];
  /** The path of the socket that clients find the trail by; `false` for none. @default `<name>.sock` in the user's runtime folder */
  readonly socketFile?: string | false;
  /**
   * The path of the journal; `false`: nothing outlives this process. Beside a file of one's own are its lock, its output folder, and
   * the finished runs before it. @default `<name>/<run>/journal` in the user's state folder
   */
  readonly journalFile?: string | false;
  /**
   * What is done about a run that is not finished. `resume`: it is gone on with; `refuse`: the server does not start; `fresh`: it is
   * left as it is, and a new run begins. A finished run is always kept, and a new one begun. @default 'resume'
   */
  readonly onExistingJournal?: OnExistingJournal;
  /**
   * Is told, while the server starts, of what will not be as its author may think: `AUTOTRAIL_CONTEXT_FORGOTTEN`.
   *
   * @default a warning of the process
   */
  readonly onWarning?: (warning: AutoTrailError) => void;
  /** Into which states steps are put when a run is gone on with. @default only what ran: it is Interrupted, or runs again if idempotent */
  readonly stateTransformation?: StateTransformation;
  /** Further ways on which calls come in. @default none */
  readonly transports?: readonly Transport[];
  /** Where attempts are made. @default in this process */
  readonly executor?: Executor;
  /** Where the trail is remembered, in place of a journal on disk. @default a journal on disk */
  readonly journal?: Journal;
  /** The files of this computer, as the journal on disk sees them. @default `systemDisk` */
  readonly disk?: Disk;
  /** The time. @default the computer's */
  readonly clock?: Clock;
  /** The calls there are. @default `API_CALL_DEFINITIONS` */
  readonly definitions?: ApiCallDefinitions;
  /** The table the steps move by. @default `TRANSITIONS` */
  readonly transitions?: TransitionTable;
}

const NAMES = Object.keys({
  name: true,
  context: true,
  contextCodec: true,
  contextAccess: true,
  params: true,
  paramValues: true,
  failurePairs: true,
  limits: true,
  socketFile: true,
  journalFile: true,
  onExistingJournal: true,
  onWarning: true,
  stateTransformation: true,
  transports: true,
  executor: true,
  journal: true,
  disk: true,
  clock: true,
  definitions: true,
  transitions: true,
} satisfies Readonly<Record<keyof TrailServerOptions, true>>);

/**
 * Checks that there are server options of these names: a misspelt one would be left out without a word. One left `undefined` counts as
 * not given.
 *
 * @param owner - whose options they are, for the error
 * @throws AutoTrailError `AUTOTRAIL_UNKNOWN_OPTION`
 */
export function checkServerOptions(owner: string, options: object): void {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const unknown = given.find(([option]) => !NAMES.includes(option));
  if (unknown === undefined) return;
  throw layer1Error('AUTOTRAIL_UNKNOWN_OPTION', { owner, option: unknown[0], known: NAMES.join(', ') });
}

/** An unfinished run that a server goes on with. */
export interface ResumedRun {
  readonly run: string;
  /** When it was begun, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** When something happened in it last, before this server. */
  readonly lastAt: number;
}
