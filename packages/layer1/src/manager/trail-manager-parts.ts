import type { ApiCallDefinitions } from '../api/api-call-definition.js';
import type { ContextMode } from '../api/context-access.js';
import type { ContextCodec } from '../memory/context-keeper.js';
import type { Restored } from '../memory/restoration.js';
import type { StateTransformation } from '../memory/state-transformation.js';
import type { RunParams } from '../params/run-params.js';
import type { Clock } from '../ports/clock.js';
import type { Executor } from '../ports/executor.js';
import type { Journal } from '../ports/journal.js';
import type { OutputStore } from '../ports/output-store.js';
import type { Transport } from '../ports/transport.js';
import type { AttemptRef } from '../trail/effects.js';

/** The parts a `trailManager` is put together from. */
export interface TrailManagerParts {
  /** The trail's name, told to clients. @default 'trail' */
  readonly name?: string;
  /** What tells this run from every other run of the trail. @default a random one */
  readonly run?: string;
  /** The ways on which calls come in. @default none */
  readonly transports?: readonly Transport[];
  /** Where attempts are made. @default an in-process executor */
  readonly executor?: Executor;
  /** Where the trail is remembered. If something is in it, the trail is taken up from there. @default nowhere */
  readonly journal?: Journal;
  /** What `restoreTrail` answered for the trail, if that was done already. @default the journal is read at the start */
  readonly restored?: Restored | null;
  /** Where the output of attempts is kept. @default in memory, as much as a status shows */
  readonly outputs?: OutputStore;
  /** Where an attempt may keep files that outlive this process. Whoever says so removes them. @default nowhere */
  readonly attemptFolder?: (attempt: AttemptRef) => string;
  /** The time. @default `systemClock` */
  readonly clock?: Clock;
  /** Handed to every action. One that is plain JSON is remembered in the journal when it changes. */
  readonly context?: unknown;
  /** How a context of another kind is remembered. @default it is not */
  readonly contextCodec?: ContextCodec | undefined;
  /** What calls may do with the context. @default 'none' */
  readonly contextAccess?: ContextMode;
  /** What the run is given to go by: `await runParams(declaration, values)`. @default nothing */
  readonly params?: RunParams;
  /** Into which states steps are put when the trail is taken up. @default none but those that ran */
  readonly stateTransformation?: StateTransformation;
  /** The calls there are. @default `API_CALL_DEFINITIONS` */
  readonly definitions?: ApiCallDefinitions;
}
