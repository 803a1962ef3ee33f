/** Everything that a journal is made of, but for the values. The compiler asks for whatever is added to it. */
import type {
  AnsweredRequest,
  Cause,
  DecidedBy,
  DefinitionImage,
  JournalRecord,
  Prompt,
  RetryPolicy,
  StepChange,
  StepPolicy,
  Timer,
} from '@autotrail/layer1';

type EventType = JournalRecord['event']['type'];
type EventOf<T extends EventType> = Extract<JournalRecord['event'], { readonly type: T }>;
type Marks<K extends string> = Readonly<Record<K, true>>;

const SAID = { actor: true, reason: true, source: true } as const;
const OF_ATTEMPT = { n: true, attempt: true } as const;
const TERMS = {
  timeoutMs: true,
  onTimeout: true,
  default: true,
  choices: true,
  mayAnswer: true,
  remindMs: true,
  schema: true,
  isChecked: true,
} as const;

const EVENTS: { readonly [T in EventType]: Marks<Exclude<keyof EventOf<T>, 'type'> & string> } = {
  created: { format: true, trail: true, run: true, definition: true, params: true },
  resumed: { attempts: true, transformed: true, policies: true },
  command: { ...SAID, call: true, moves: true, until: true, value: true },
  message: { ...SAID, steps: true, message: true },
  reply: { ...SAID, promptId: true, value: true },
  note: { ...SAID, text: true, steps: true },
  limit: { ...SAID, tags: true, most: true },
  context: { ...SAID, key: true, value: true },
  shutdown: SAID,
  prompt: { ...OF_ATTEMPT, ...TERMS, promptId: true, message: true },
  withdrawn: { ...OF_ATTEMPT, promptId: true },
  ended: { ...OF_ATTEMPT, outcome: true, context: true, contextSets: true },
  survivors: { ...OF_ATTEMPT, processes: true },
  timer: { timer: true },
};

const CHANGE: Marks<Exclude<keyof StepChange, 'n'>> = {
  state: true,
  cause: true,
  by: true,
  since: true,
  until: true,
  attempt: true,
  tries: true,
  ending: true,
  abandoned: true,
  survivors: true,
  returnValue: true,
  pauseOnFail: true,
  prompts: true,
  inputMessages: true,
  input: true,
};

const PROMPT: Marks<keyof Prompt> = { ...TERMS, id: true, message: true, status: true, deadline: true, reminders: true };
const STATUS: Marks<Prompt['status']> = { open: true, answered: true, 'timed out': true, ended: true, withdrawn: true };
const TIMER: Marks<Timer['kind']> = { grace: true, prompt: true, reminder: true, attempt: true, wait: true };
const BY: Marks<keyof DecidedBy> = { actor: true, reason: true };
const ANSWERED: Marks<keyof AnsweredRequest> = { requestId: true, digest: true, result: true, error: true };
const DEFINITION: Marks<keyof DefinitionImage> = { steps: true, edges: true, failureEdges: true, limits: true };

const POLICY: Marks<keyof StepPolicy> = {
  pauseOnFail: true,
  skipProgenyOnFailure: true,
  graceMs: true,
  idempotent: true,
  timeoutMs: true,
  retry: true,
};

const RETRY: Marks<keyof RetryPolicy> = {
  attempts: true,
  backoffMs: true,
  factor: true,
  maxBackoffMs: true,
  jitter: true,
  on: true,
};

const CAUSES: readonly Cause[] = [
  'operator',
  'condition',
  'failure',
  'timeout',
  'timer',
  'slot',
  'unreachable',
  'shutdown',
  'previous attempt ending',
  'server lost',
];

/** What must be in some golden journal, each by a name of its own. */
export const GOLDEN_FIELDS: readonly string[] = [
  ...Object.entries(EVENTS).flatMap(([type, fields]) => [`event ${type}`, ...named(`event ${type}`, fields)]),
  ...named('change', CHANGE),
  ...named('prompt', PROMPT),
  ...named('status', STATUS),
  ...named('timer', TIMER),
  ...named('by', BY),
  ...named('answered', ANSWERED),
  ...named('definition', DEFINITION),
  ...named('policy', POLICY),
  ...named('retry', RETRY),
  ...CAUSES.map((cause) => `cause.${cause}`),
];

/** What a record is made of, by the names of {@link GOLDEN_FIELDS}. */
export function fieldsOf({ event, changes, answered = {} as AnsweredRequest }: Omit<JournalRecord, 'at'>): readonly string[] {
  const { type, ...fields } = event;
  return [
    `event ${type}`,
    ...named(`event ${type}`, fields),
    ...named('answered', answered),
    ...(event.type === 'created' ? fieldsOfDefinition(event.definition) : []),
    ...(event.type === 'timer' ? [`timer.${event.timer.kind}`] : []),
    ...changes.flatMap(fieldsOfChange),
  ];
}

function fieldsOfDefinition(definition: DefinitionImage): readonly string[] {
  const policies = definition.steps.map(({ policy }) => policy);
  return [
    ...named('definition', definition),
    ...policies.flatMap((policy) => [...named('policy', policy), ...named('retry', policy.retry ?? {})]),
  ];
}

function fieldsOfChange({ n: _, ...change }: StepChange): readonly string[] {
  const { prompts = [], by, cause } = change;
  return [
    ...named('change', change),
    ...named('by', by ?? {}),
    ...prompts.flatMap((prompt) => [...named('prompt', prompt), `status.${prompt.status}`]),
    ...(typeof cause === 'string' ? [`cause.${cause}`] : []),
  ];
}

function named(prefix: string, fields: object): readonly string[] {
  return Object.keys(fields).map((field) => `${prefix}.${field}`);
}
