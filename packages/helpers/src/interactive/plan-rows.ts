import type { Tags } from '@autotrail/core';
import type { CallPlan, PlannedStep } from '@autotrail/layer1';
import { jsonText } from '../words/json-text.js';
import { limitText } from '../words/limit-text.js';

/** Something that a plan says will be otherwise: of which step, what is so now, and what it becomes. */
export interface PlanRow {
  readonly n: number;
  readonly is: string;
  readonly becomes: string;
  /** The name of the step. */
  readonly step: string;
}

/** What of a plan is shown to people. */
export type ShownPlan = Pick<CallPlan, 'affected' | 'follows'>;

/**
 * A plan as the rows of two tables: the steps it affects, and what follows.
 *
 * @example
 * for (const { n, is, becomes, step } of planRows(await client.plan('skip', { n: 1 })).follows) console.log(n, is, becomes, step);
 */
export function planRows({ affected, follows }: ShownPlan): Readonly<Record<'affected' | 'follows', readonly PlanRow[]>> {
  return { affected: affected.map(moveRow), follows: consequenceRows(follows) };
}

/**
 * The limits and values of the context that a plan sets, each in a line: what it becomes, and what it is now.
 *
 * @example
 * settingTexts(await client.plan('set_limit', {}, { most: 2 })); // ['at most 2 at a time of all steps; now any number']
 */
export function settingTexts({ follows }: Pick<CallPlan, 'follows'>): readonly string[] {
  return follows.settings.map(({ what, of, was, becomes }) => {
    if (what === 'context') return `${of}: ${jsonText(becomes)}; now ${was === null ? 'nothing' : jsonText(was)}`;
    const now = was === null ? 'any number' : `at most ${was}`;
    return `${limitText({ tags: of as Tags, most: becomes as number | null })}; now ${now}`;
  });
}

function consequenceRows({ changes, joins, prompts, reachable, unreachable }: ShownPlan['follows']): readonly PlanRow[] {
  return [
    ...changes.map(moveRow),
    ...joins.map(({ n, name, missing, becomes }) => ({ n, is: parentsText(missing), becomes: parentsText(becomes), step: name })),
    ...prompts.map(({ n, name, id, becomes }) => ({ n, is: `asking ${id}`, becomes, step: name })),
    ...reachable.map(({ n, name }) => ({ n, is: 'unreachable', becomes: 'reachable', step: name })),
    ...unreachable.map(({ n, name }) => ({ n, is: 'reachable', becomes: 'unreachable', step: name })),
  ];
}

function moveRow({ n, name, state, becomes, pauseOnFail }: PlannedStep): PlanRow {
  const flag = pauseOnFail === undefined ? '' : `, pause-on-fail ${pauseOnFail ? 'on' : 'off'}`;
  return { n, is: state, becomes: `${becomes}${flag}`, step: name };
}

function parentsText(missing: number): string {
  if (missing === 0) return 'all before done';
  return missing === 1 ? 'lacks 1 parent' : `lacks ${missing} parents`;
}
