/** What each kind of event does to a trail. An event about something that is over is ignored: it changes nothing. */
import { layer1Error } from '../errors.js';
import type { TransitionRow } from '../transitions.js';
import type { AttemptRef } from './effects.js';
import type {
  CommandEvent,
  EndedEvent,
  MessageEvent,
  PromptEvent,
  ReplyEvent,
  SurvivorsEvent,
  TimerEvent,
  TrailEvent,
} from './events.js';
import type { Plan } from './plan.js';
import { closePrompt, openPrompts, type Prompt, withSurvivorsOf } from './record.js';
import { resume } from './resume-rule.js';
import type { Turn } from './turn.js';

/** Works one event into a trail. One that names a step there is none of is ignored: it may come from another machine. */
export function applyRule(turn: Turn, event: TrailEvent): void {
  if (event.type === 'timer' ? !turn.plan.hasStep(event.timer.n) : 'n' in event && !turn.plan.hasStep(event.n)) return;
  switch (event.type) {
    case 'resumed':
      return resume(turn, event);
    case 'note':
      return;
    case 'survivors':
      return survivors(turn, event);
    case 'command':
      return command(turn, event);
    case 'message':
      return message(turn, event);
    case 'reply':
      return reply(turn, event);
    case 'shutdown':
      return shutdown(turn);
    case 'prompt':
      return prompt(turn, event);
    case 'ended':
      return ended(turn, event);
    case 'timer':
      return timer(turn, event);
    default:
      return unreachable(event);
  }
}

/** The step a prompt's id belongs to, and the prompt; `undefined` if there is none of that id in its newest attempt. */
export function findPrompt(
  turn: Pick<Turn, 'ledger' | 'plan'>,
  id: string,
): (AttemptRef & { readonly prompt: Prompt }) | undefined {
  const n = Number(/^(\d{1,9})\./.exec(id)?.[1] ?? Number.NaN);
  if (!(n < turn.plan.dag.size)) return undefined;
  const { attempt, prompts } = turn.ledger.record(n);
  const found = prompts.find((candidate) => candidate.id === id);
  return found && { n, attempt, prompt: found };
}

function command(turn: Turn, { moves }: CommandEvent): void {
  const rows = moves.map(({ row, steps }) => ({ row: rowOf(turn.plan, row), steps: steps.filter((n) => turn.plan.hasStep(n)) }));
  for (const { row, steps } of rows) {
    if (row.startsTrail === true && !turn.ledger.flags.isStarted) startTrail(turn);
    for (const n of steps) turn.move(n, row);
  }
}

function rowOf({ table }: Plan, name: string): TransitionRow {
  const row = Object.hasOwn(table.rows, name) ? table.rows[name] : undefined;
  if (row === undefined) throw layer1Error('AUTOTRAIL_UNKNOWN_ROW', { row: name });
  return row;
}

/** What is reached by now is looked at first, so that all of it starts in order of `n`, whenever it was made Waiting. */
function startTrail(turn: Turn): void {
  turn.ledger.flags.isStarted = true;
  turn.lookAtReached();
}

function message(turn: Turn, event: MessageEvent): void {
  for (const n of event.steps.filter((step) => turn.plan.hasStep(step))) {
    const { state, attempt, prompts } = turn.ledger.record(n);
    if (turn.plan.meaning(state).isActive !== true) continue;
    const asked = prompts.find(({ status }) => status === 'open');
    if (asked !== undefined) {
      answer(turn, { n, attempt, prompt: asked }, event.message);
      continue;
    }
    turn.set({ n, input: event.message });
    turn.effects.push({ type: 'deliver', n, attempt, delivery: { type: 'message', message: event.message } });
  }
}

function reply(turn: Turn, { promptId, value }: ReplyEvent): void {
  const found = findPrompt(turn, promptId);
  if (found?.prompt.status === 'open') answer(turn, found, value);
}

function answer(turn: Turn, found: AttemptRef & { readonly prompt: Prompt }, value: ReplyEvent['value']): void {
  const { n, attempt, prompt: asked } = found;
  const { prompts } = turn.ledger.record(n);
  turn.set({ n, prompts: closePrompt(prompts, asked.id, 'answered'), input: value });
  turn.effects.push({ type: 'deliver', n, attempt, delivery: { type: 'reply', promptId: asked.id, value } });
}

function shutdown(turn: Turn): void {
  turn.ledger.flags.isShuttingDown = true;
  for (let n = 0; n < turn.plan.dag.size; n++) turn.move(n, turn.plan.table.rows.interrupt_for_shutdown);
}

function prompt(turn: Turn, { n, attempt, promptId, message: asked, timeoutMs }: PromptEvent): void {
  if (!isUnderWay(turn, { n, attempt })) return;
  const { prompts } = turn.ledger.record(n);
  if (prompts.some(({ id }) => id === promptId)) return;
  const deadline = timeoutMs === undefined ? undefined : turn.at + timeoutMs;
  const opened: Prompt = { id: promptId, message: asked, status: 'open', ...(deadline !== undefined && { deadline }) };
  turn.set({ n, prompts: [...prompts, opened] });
  if (deadline !== undefined) turn.effects.push({ type: 'timer', timer: { kind: 'prompt', n, attempt, promptId }, at: deadline });
}

function survivors(turn: Turn, { n, attempt, processes }: SurvivorsEvent): void {
  const { attempt: newest, survivors: before } = turn.ledger.record(n);
  if (attempt <= newest) turn.set({ n, survivors: withSurvivorsOf(before, attempt, processes) });
}

function ended(turn: Turn, { n, attempt, outcome }: EndedEvent): void {
  if (turn.ledger.record(n).ending === attempt) return gone(turn, n);
  if (!isUnderWay(turn, { n, attempt })) return;
  const { rows } = turn.plan.table;
  if (outcome.ok) return turn.move(n, rows.succeed, { returnValue: outcome.value });
  const row = turn.ledger.record(n).pauseOnFail ? rows.pause_due_to_failure : rows.fail;
  turn.move(n, row, { returnValue: outcome.value ?? outcome.error.message });
}

function timer(turn: Turn, { timer: fired }: TimerEvent): void {
  const { n, attempt } = fired;
  const record = turn.ledger.record(n);
  if (fired.kind === 'grace') return record.ending === attempt ? abandon(turn, fired) : undefined;
  if (!openPrompts(record).some(({ id }) => id === fired.promptId)) return;
  turn.set({ n, prompts: closePrompt(record.prompts, fired.promptId, 'timed out') });
  turn.effects.push({ type: 'deliver', n, attempt, delivery: { type: 'timeout', promptId: fired.promptId } });
}

/** Nobody waits any longer for an attempt that will not end; what it still does outside is unknown, so it is shown. */
function abandon(turn: Turn, { n, attempt }: AttemptRef): void {
  turn.set({ n, ending: null, abandoned: attempt });
  turn.lookAt(n);
}

function gone(turn: Turn, n: number): void {
  turn.set({ n, ending: null });
  turn.lookAt(n);
}

function isUnderWay(turn: Turn, { n, attempt }: AttemptRef): boolean {
  const record = turn.ledger.record(n);
  return record.attempt === attempt && turn.plan.meaning(record.state).isActive === true;
}

function unreachable(event: never): never {
  throw new Error(`Internal error: unexpected event ${JSON.stringify(event)}`);
}
