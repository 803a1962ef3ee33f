import type { AttemptReport, AttemptTask, Executor } from '@autotrail/layer1';
import { step } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { OverheardExecutor } from '../../src/cli/overheard-executor.js';

const task: AttemptTask = {
  n: 0,
  attempt: 1,
  step: step(() => 1, { name: 'a' }),
  context: undefined,
  params: {},
  results: new Map(),
  key: 'trail/run/0.1',
  folder: null,
};
const terms = { timeoutMs: 5, onTimeout: 'default', default: 'no', choices: ['yes', 'no'] } as const;
const left = { pid: 4711, startTime: null, command: 'sleep' };

/** A report that notes what it is told. */
function notingReport(told: unknown[]): AttemptReport {
  return {
    output: (message) => told.push(['output', message]),
    prompt: (...prompt) => told.push(['prompt', ...prompt]),
    withdrawn: (promptId) => told.push(['withdrawn', promptId]),
    survivors: (processes) => told.push(['survivors', processes]),
    ended: (outcome) => told.push(['ended', outcome]),
  };
}

/** An executor whose attempts say everything that they can at once. */
function sayingExecutor(): Executor {
  const sayAll = (report: AttemptReport): void => {
    report.output('x');
    report.prompt('0.1.1', 'Go?', terms);
    report.withdrawn('0.1.1');
    report.survivors([left]);
    report.ended({ ok: true, value: 1 });
  };
  return {
    start: (_, report) => sayAll(report),
    end: () => {},
    deliver: () => {},
    close: async () => {},
    recover: async (_, report) => {
      sayAll(report);
      return { fate: 'kept' };
    },
  };
}

const ALL = [
  ['output', 'x'],
  ['prompt', '0.1.1', 'Go?', terms],
  ['withdrawn', '0.1.1'],
  ['survivors', [left]],
  ['ended', { ok: true, value: 1 }],
];

describe('OverheardExecutor', () => {
  it('hands on everything that attempts say, and tells their outputs to somebody else as well', async () => {
    const heard: unknown[] = [];
    const executor = new OverheardExecutor(sayingExecutor(), (of, message) => heard.push([of.key, message]));
    const started: unknown[] = [];
    executor.start(task, notingReport(started));
    const recovered: unknown[] = [];
    expect(await executor.recover?.({ ...task, prompts: [], isOver: false }, notingReport(recovered))).toEqual({ fate: 'kept' });
    expect([started, recovered]).toEqual([ALL, ALL]);
    expect(heard).toEqual([
      ['trail/run/0.1', 'x'],
      ['trail/run/0.1', 'x'],
    ]);
  });

  it('recovers nothing where the other executor cannot', () => {
    const { recover: _, ...others } = sayingExecutor();
    expect(new OverheardExecutor(others, () => {}).recover).toBeUndefined();
  });

  it('has the other executor check answers, as that itself, and checks nothing where it cannot', async () => {
    const other = {
      ...sayingExecutor(),
      words: 'too short',
      check(this: { readonly words: string }, ...[, promptId, value]: Parameters<NonNullable<Executor['check']>>) {
        return `${promptId}: ${value} is ${this.words}`;
      },
    };
    const executor = new OverheardExecutor(other, () => {});
    expect(await executor.check?.({ n: 0, attempt: 1 }, '0.1.1', 'x')).toBe('0.1.1: x is too short');
    expect(new OverheardExecutor(sayingExecutor(), () => {}).check).toBeUndefined();
  });
});
