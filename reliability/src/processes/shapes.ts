/** Processes end by themselves after this, should nobody else see to it. */
const FOREVER_S = 600;

/** Seconds that a brief tree lives. */
const BRIEF_S = 0.5;
/** The same in milliseconds. */
export const BRIEF_MS = BRIEF_S * 1_000;

/** A tree of processes that is hard to be rid of. */
export interface Shape {
  /** Also the name of its step. */
  readonly name: string;
  /** How many processes it has at least, once it says that it is ready. */
  readonly processes: number;
  /** What a shell is told; `null`: it is an isolated action. */
  readonly script: string | null;
  /** Whether some of it leave the group: these may survive an interrupt. @default false */
  readonly leaves?: true;
  /** Whether it goes on without its server. @default false */
  readonly outlives?: true;
  /** Whether its step may be made twice. @default false */
  readonly idempotent?: true;
  /** Whether it ends by itself, soon enough to race with interrupts. @default false */
  readonly isBrief?: true;
  /** Whether its first process ends at once, and leaves the rest in its group. @default false */
  readonly isHeadless?: true;
  /** Whether it is sent messages that it cannot read. @default false */
  readonly isDeaf?: true;
}

const SLEEP = `sleep ${FOREVER_S}`;

/**
 * Every tree writes its first process into the file of its attempt, or, where there is one, that it was started again; and makes a
 * second file when all of it is there. `$1` is the folder of these files, `$2` how many bytes a flood has.
 */
const PRELUDE = `
file="$1/\${AUTOTRAIL_ATTEMPT##*/}"
ready="$file~ready"
export ready
(set -C; echo "$$" >"$file") 2>/dev/null || echo "$$" >>"$file~again"
`;

/** What makes the file, told to the shell of a child. */
const READY = ': >"$ready"';

function shape(name: string, processes: number, more: Omit<Shape, 'name' | 'processes'>): Shape {
  return { name, processes, ...more, script: more.script === null ? null : PRELUDE + more.script };
}

/** All of them. */
export const SHAPES: readonly Shape[] = [
  shape('family', 3, { script: `sh -c 'sh -c "${READY.replaceAll('"', '\\"').replaceAll('$', '\\$')}; ${SLEEP}; :"; :'; :` }),
  shape('stubborn', 3, { script: `trap "" INT TERM HUP; ${SLEEP} & sh -c '${READY}; ${SLEEP}; :'; :`, idempotent: true }),
  shape('holds-stdout', 1, { script: `trap "" INT; ${SLEEP} & ${READY}; exit 3`, isHeadless: true }),
  shape('forks', 2, {
    script: `trap "" INT TERM; sleep 0.3 & ${READY}; i=0; while [ $i -lt 40000 ]; do i=$((i+1)); sleep 0.3 & sleep 0.01; done`,
  }),
  shape('floods', 2, {
    script: `nice yes "$(printf '%0999d' 7)" | { ${READY}; head -c "$2"; }; : >"$file~done"; ${SLEEP}`,
  }),
  shape('closes-stdin', 2, { script: `exec <&-; sh -c '${READY}; ${SLEEP}; :'; :`, isDeaf: true }),
  shape('leaves', 3, {
    script: `setsid sh -c 'trap "" INT TERM; ${SLEEP} & ${READY}; exec ${SLEEP}' & ${SLEEP}`,
    leaves: true,
  }),
  shape('computes', 2, { script: null }),
  shape('outlives', 3, { script: `sh -c '${READY}; ${SLEEP}; :'; :`, outlives: true }),
  shape('is-brief', 2, { script: `${READY}; sleep ${BRIEF_S}; exit 3`, isBrief: true }),
];
