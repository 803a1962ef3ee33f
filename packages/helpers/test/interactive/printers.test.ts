import { describe, expect, it } from 'vitest';
import { eventLines } from '../../src/interactive/event-lines.js';
import { printStepStatuses } from '../../src/interactive/status-printer.js';

const left = { pid: 4711, startTime: null, command: 'sleep 1000\u001b[2J' };

describe('What a step has left behind', () => {
  it('is printed below it, with its number and command', () => {
    let out = '';
    const status = { n: 0, state: 'Interrupted', name: 'backup', cause: 'server lost', survivors: [left] } as const;
    const stdout = {
      write: (text: string) => {
        out += text;
      },
    };
    printStepStatuses(stdout, [status]);
    expect(out).toMatch(/^n .*\n0 {2}Interrupted {2}backup {2}server lost.*\n {4}survivors: 4711: sleep 1000\\u001b\[2J\n$/);
  });

  it('is told when it happens, and when it is gone', () => {
    const told = (processes: readonly (typeof left)[]) =>
      eventLines(
        { revision: 1, epoch: 1, at: 0, event: { type: 'survivors', n: 0, attempt: 2, processes }, changes: [] },
        () => 'backup',
      );
    expect(told([left])).toEqual(['# 0 - backup: processes of attempt 2 are alive: 4711: sleep 1000\\u001b[2J']);
    expect(told([])).toEqual(['# 0 - backup: processes of attempt 2 are gone']);
  });
});
