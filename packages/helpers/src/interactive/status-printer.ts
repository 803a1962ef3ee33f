import type { JsonValue } from '@autotrail/core';
import type { AttemptStatus, OpenPrompt, StatusKey, StepStatus, SurvivingProcess } from '@autotrail/layer1';
import { reasonText, tellsReturnValue } from '../words/reason-text.js';
import { askedText, attemptText } from '../words/step-facts.js';
import { processText } from '../words/survivors-text.js';
import type { PrinterOutput } from './printers.js';
import { cellText, tableText } from './table.js';

type Status = Partial<StepStatus>;

/** What is shown of a step whose fields were not asked for by name. `why` tells several of them in words. */
const SUMMARY = ['n', 'state', 'name', 'why', 'waitsFor', 'returnValue', 'waitingForResponse'] as const;

/** Fields that can hold many values: each value is shown on a line of its own, below the step's. */
const LISTS = {
  attempts: (value) => attemptText(value as AttemptStatus),
  prompts: (value) => askedText(value as OpenPrompt),
  survivors: (value) => processText(value as SurvivingProcess),
  outputMessages: cellText,
  inputMessages: cellText,
  promptMessages: cellText,
} as const satisfies Partial<Record<StatusKey, (value: unknown) => string>>;

/**
 * Prints steps as a table; what they have put out, were sent and have asked, and what is left of them, stands below each. Without
 * fields it is a summary, which says in words why each is as it is.
 */
export function printStepStatuses(stdout: PrinterOutput, statuses: readonly Status[], fields?: readonly StatusKey[]): void {
  if (fields === undefined) {
    const rows = statuses.map((status) => ({ ...status, ...summaryOf(status) }));
    stdout.write(tableText(SUMMARY, rows, (status) => detailsOf(status, ['survivors'])));
    return;
  }
  const columns = fields.filter((field) => !isList(field));
  const lists = fields.filter(isList);
  const rows = statuses.map((status) => ({ ...status, waitingForResponse: askedBy(status) }));
  stdout.write(tableText(columns, rows, (status) => detailsOf(status, lists)));
}

type ListKey = keyof typeof LISTS;

function isList(field: StatusKey): field is ListKey {
  return Object.hasOwn(LISTS, field);
}

function summaryOf(status: Status) {
  return {
    why: reasonText(status),
    returnValue: tellsReturnValue(status) ? null : status.returnValue,
    waitingForResponse: askedBy(status),
  };
}

function detailsOf(status: Partial<Pick<StepStatus, ListKey>>, lists: readonly ListKey[]): readonly string[] {
  return lists.flatMap((field) =>
    ((status[field] ?? []) as readonly JsonValue[]).map((value) => `${field}: ${LISTS[field](value)}`),
  );
}

function askedBy({ waitingForResponse = null }: Status): string {
  return waitingForResponse === null ? '' : askedText(waitingForResponse);
}
