import type { JsonObject, JsonValue } from '@autotrail/core';
import type { AnsweredRequest, ControlResult, JournalRecord, TrailEvent } from '@autotrail/layer1';
import type { CommandLog, SentCommand } from './command-log.js';
import type { Tally } from './tally.js';

/** Types of events that follow from a client's call. */
const COMMANDS: ReadonlySet<string> = new Set(['command', 'message', 'reply', 'note', 'limit', 'context', 'shutdown']);

/** Compares the commands in a journal with those that clients have sent, and with what they were answered. */
export class CommandChecks {
  readonly #kept = new Map<string, JournalRecord>();
  readonly #log: CommandLog;
  readonly #tally: Tally;

  constructor(log: CommandLog, tally: Tally) {
    this.#log = log;
    this.#tally = tally;
  }

  /** The record of a request, if there is one. */
  keptAs(requestId: string): JournalRecord | undefined {
    return this.#kept.get(requestId);
  }

  /** Takes the next record: no command in it that nobody sent, or that is in it already. */
  take(record: JournalRecord): void {
    const { event, revision, answered } = record;
    if (!COMMANDS.has(event.type)) return;
    const sent = answered === undefined ? undefined : this.#log.get(answered.requestId);
    if (answered === undefined || sent === undefined) {
      this.#tally.breach('phantom', `nobody sent record ${revision}: ${JSON.stringify(event)}`);
      return;
    }
    if (this.#kept.has(sent.requestId))
      this.#tally.breach('twice', `request ${sent.requestId} took effect twice, at ${revision}`);
    if (!isWhatWasSent(event as TrailEvent, sent))
      this.#tally.breach('phantom', `${JSON.stringify(event)} at ${revision} is not what was sent: ${JSON.stringify(sent)}`);
    if (!isWhole(event, answered))
      this.#tally.breach('phantom', `the answer of record ${revision} is not what it did: ${JSON.stringify(record)}`);
    this.#kept.set(sent.requestId, record);
  }

  /** Every command that was acknowledged is kept, with that answer; every one that was refused is not. */
  checkAnswers(): void {
    for (const sent of this.#log.with('acknowledged')) if (!sent.isChecked) this.#checkAcknowledged(sent);
    for (const sent of this.#log.with('refused')) {
      if (!sent.isChecked && this.#kept.has(sent.requestId))
        this.#tally.breach('phantom', `${sent.requestId} was refused, and is kept`);
      sent.isChecked = true;
    }
  }

  #checkAcknowledged(sent: SentCommand): void {
    sent.isChecked = true;
    const record = this.#kept.get(sent.requestId);
    if (record === undefined) {
      this.#tally.breach('lost', `${sent.requestId} (${sent.name}) was acknowledged with ${JSON.stringify(sent.result)}`);
      return;
    }
    this.#tally.kept.add(sent.name);
    const answer = JSON.stringify(record.answered?.result);
    if (answer !== JSON.stringify(sent.result))
      this.#tally.breach('lost', `${sent.requestId} was answered ${JSON.stringify(sent.result)}, and is kept as ${answer}`);
    const { revision } = (sent.result ?? {}) as JsonObject;
    if (typeof revision === 'number' && revision !== record.revision)
      this.#tally.breach('untrue', `${sent.requestId} was answered revision ${revision}, and is at ${record.revision}`);
  }
}

/** One record has all that a command did to all its steps; what is run again because it comes after them is not told. */
function isWhole(event: JournalRecord['event'], { result }: AnsweredRequest): boolean {
  if (event.type !== 'command') return true;
  const { affected } = result as unknown as ControlResult;
  const moves = event.call === 'rerun' ? event.moves.filter(({ row }) => row === 'rerun') : event.moves;
  const moved = moves.flatMap(({ steps }) => steps);
  return JSON.stringify(moved) === JSON.stringify(affected.map(({ n }) => n));
}

function isWhatWasSent(event: TrailEvent, { name, fields }: SentCommand): boolean {
  if (!('actor' in event) || event.actor !== fields.actor) return false;
  switch (event.type) {
    case 'command':
      return event.call === name && isSame(event.until, fields.until) && isSame(event.value, fields.value);
    case 'limit':
      return name === 'set_limit' && isSame(event.tags, fields.tags) && isSame(event.most, fields.most);
    case 'context':
      return name === 'set_context' && event.key === fields.key && isSame(event.value, fields.value);
    case 'note':
      return name === 'note' && event.text === fields.text;
    case 'message':
      return name === 'send_message_to_steps' && isSame(event.message, fields.message);
    case 'reply':
      return name === 'reply' && event.promptId === fields.prompt_id && event.value === fields.value;
    default:
      return event.type === name;
  }
}

function isSame(kept: JsonValue | undefined, sent: JsonValue | undefined): boolean {
  return JSON.stringify(kept) === JSON.stringify(sent);
}
