import { writeFileSync } from 'node:fs';

/** When a failpoint can be reached: at every start, only at some, while there are commands, or at a shutdown. */
export type Phase = 'start' | 'fresh run' | 'old run put aside' | 'torn journal' | 'traffic' | 'shutdown';

/** What happens at the points of each phase, as `<what>:<operation>`. */
const OPERATIONS: Readonly<Record<Phase, readonly string[]>> = {
  start: [
    'folder:makeFolder',
    'folder:list',
    'folder:syncFolder',
    'lock:open',
    'lock:create',
    'lock:append',
    'lock:sync',
    'lock:close',
    'lock:link',
    'lock:remove',
    'journal:open',
    'output:list',
    'output:open',
    'executor:recover',
    'transport:listen',
  ],
  'fresh run': ['journal:create'],
  'old run put aside': ['output:rename', 'folder:rename', 'journal:rename'],
  'torn journal': ['journal:truncate'],
  traffic: [
    'journal:append',
    'journal:sync',
    'output:makeFolder',
    'output:create',
    'output:append',
    'executor:start',
    'executor:end',
    'executor:deliver',
    'executor:prompt',
    'executor:ended',
    'transport:request',
    'transport:answer',
  ],
  shutdown: ['journal:close', 'output:close', 'lock:rename'],
};

/** A place in which a victim can die. */
export interface Failpoint {
  /** `<what>:<operation>:<before, after or half>`. */
  readonly name: string;
  readonly phase: Phase;
}

/** All of them. An append can also be cut off in its middle. */
export const FAILPOINTS: readonly Failpoint[] = Object.entries(OPERATIONS).flatMap(([phase, operations]) =>
  operations.flatMap((operation) => {
    const sides = operation.endsWith(':append') ? ['before', 'half', 'after'] : ['before', 'after'];
    return sides.map((side) => ({ name: `${operation}:${side}`, phase: phase as Phase }));
  }),
);

/** Where a victim is to die: at the k-th time that it comes to a point, counted after it was handed some requests. */
export interface DeathPlan {
  readonly point: string;
  readonly times: number;
  readonly afterRequests: number;
}

/** The point that counts the requests. */
const REQUEST_POINT = 'transport:request:before';

/** Sees to it that a process dies in its time. */
export class Failpoints {
  readonly #plan: DeathPlan | null;
  readonly #deathFile: string;
  #requests = 0;
  #times = 0;

  /** @param deathFile - where it is written which point it was */
  constructor(plan: DeathPlan | null, deathFile: string) {
    this.#plan = plan;
    this.#deathFile = deathFile;
  }

  /** Tells that a point is reached. Does not return if it is the one. */
  reach(point: string): void {
    if (point === REQUEST_POINT) this.#requests += 1;
    if (this.isDue(point)) this.die(point);
  }

  /** Whether now is the time to die at this point. */
  isDue(point: string): boolean {
    const plan = this.#plan;
    if (plan === null || plan.point !== point || this.#requests < plan.afterRequests) return false;
    this.#times += 1;
    return this.#times === plan.times;
  }

  die(point: string): void {
    writeFileSync(this.#deathFile, point);
    process.kill(process.pid, 'SIGKILL');
  }
}

/** Does something between two points; what fails has come to its end, too. */
export async function between<T>(points: Failpoints, name: string, act: () => Promise<T>): Promise<T> {
  points.reach(`${name}:before`);
  try {
    return await act();
  } finally {
    points.reach(`${name}:after`);
  }
}

/** {@link between}, for what is done at once. */
export function betweenNow(points: Failpoints, name: string, act: () => void): void {
  points.reach(`${name}:before`);
  act();
  points.reach(`${name}:after`);
}
