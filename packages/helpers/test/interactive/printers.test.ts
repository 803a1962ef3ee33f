import { describe, expect, it } from 'vitest';
import { eventLines, promptLines } from '../../src/interactive/event-lines.js';
import { printLimit } from '../../src/interactive/printers.js';
import { printStepStatuses } from '../../src/interactive/status-printer.js';
import { printable } from '../../src/printable.js';

const left = { pid: 4711, startTime: null, command: 'sleep 1000\u001b[2J' };

/** What a printer prints. */
function printed(print: (stdout: { write: (text: string) => void }) => void): string {
  let out = '';
  print({
    write: (text) => {
      out += text;
    },
  });
  return out;
}

describe('What a step has left behind', () => {
  it('is printed below it, with its number and command', () => {
    const status = { n: 0, state: 'Interrupted', name: 'backup', cause: 'server lost', survivors: [left] } as const;
    expect(printed((stdout) => printStepStatuses(stdout, [status]))).toMatch(
      /^n .*\n0 {2}Interrupted {2}backup {2}server lost.*\n {4}survivors: 4711 \(sleep 1000\\u001b\[2J\)\n$/,
    );
  });

  it('is told when it happens, and when it is gone', () => {
    const told = (processes: readonly (typeof left)[]) =>
      eventLines(
        { revision: 1, epoch: 1, at: 0, event: { type: 'survivors', n: 0, attempt: 2, processes }, changes: [] },
        () => 'backup',
      );
    expect(told([left])).toEqual(['# 0 - backup: processes of attempt 2 are still alive: 4711 (sleep 1000\\u001b[2J)']);
    expect(told([])).toEqual(['# 0 - backup: processes of attempt 2 are gone']);
  });
});

describe('Words of strangers', () => {
  const prompt = { id: '0.1.1', message: 'Go\u001b[2J?', choices: ['\u202e', 'no'] };

  it('are spelt out in questions', () => {
    expect(promptLines(0, prompt, () => 'check\u0007')).toEqual([
      '# 0 - check\\u0007 asks (0.1.1): Go\\u001b[2J? (one of \\u202e, no)',
      '  answer with: .reply 0.1.1 "\\u202e"  (or no)',
    ]);
    const status = { n: 0, name: 'check', prompts: [prompt], waitingForResponse: prompt };
    const shown = printed((stdout) => printStepStatuses(stdout, [status], ['n', 'waitingForResponse', 'prompts']));
    expect(shown.match(/0\.1\.1: Go\\u001b\[2J\? \(one of \\u202e, no\)/g)).toHaveLength(2);
    expect(shown).toBe(shown.split('\n').map(printable).join('\n'));
  });

  it('are spelt out in limits, states and what happened', () => {
    const tags = { 'a\u0007': 'b' };
    const limit = { type: 'limit', tags, most: 1, actor: 'eve\u001b[2J' } as const;
    const changes = [{ n: 0, state: 'Failed', cause: 'failure', returnValue: 'no\u009b31m' }] as const;
    expect(printed((stdout) => printLimit(stdout, { tags, most: 1, dryRun: false }))).toBe(
      "setLimit (acting):\nat most 1 at a time of 'a\\u0007=b'\n",
    );
    expect(eventLines({ revision: 1, epoch: 1, at: 0, event: limit, changes }, () => 'x\u0085')).toEqual([
      "limit: at most 1 at a time of 'a\\u0007=b' (eve\\u001b[2J)",
      '# 0 - x\\u0085: Failed (no\\u009b31m)',
    ]);
  });
});
