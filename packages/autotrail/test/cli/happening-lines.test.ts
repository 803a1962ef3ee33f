import { StepState } from '@autotrail/layer1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksForPerson, happeningLines } from '../../src/cli/happening-lines.js';
import type { Happening } from '../../src/cli/happenings.js';

const at = new Date(2026, 0, 31, 10, 15, 3).toISOString();
const place = { at, n: 3, name: 'deploy' };

function texts(happening: Happening, isEnding = false): readonly string[] {
  return happeningLines(happening, { invocation: 'autotrail', isEnding }).map((line) =>
    typeof line === 'string' ? line : line.text,
  );
}

describe('happeningLines', () => {
  it('shows a state with its cause', () => {
    expect(texts({ type: 'state', ...place, state: 'Skipped', cause: 'condition' })).toEqual([
      '10:15:03  3 deploy  Skipped (condition)',
    ]);
  });

  it('shows a prompt with the command that answers it', () => {
    expect(texts({ type: 'prompt', ...place, promptId: '3.1.1', message: 'Go?' })).toEqual([
      '10:15:03  3 deploy  ? Go?',
      '  autotrail reply 3.1.1 --yes    (or --no, or a value)',
    ]);
  });

  it('shows a failure with its error and the command that goes on', () => {
    expect(texts({ type: 'state', ...place, state: 'Paused due to failure', cause: 'failure', error: 'no space' })).toEqual([
      '10:15:03  3 deploy  Paused due to failure (no space)',
      '  autotrail resume -n 3    (or mark-done, fail, skip, or block)',
    ]);
  });

  it('shows a failure that is tried again with its error, and with no command: nobody is waited for', () => {
    expect(texts({ type: 'state', ...place, state: 'Waiting', cause: 'timer', error: 'no space' })).toEqual([
      '10:15:03  3 deploy  Waiting to be tried again (no space)',
    ]);
  });

  it('shows what a shutdown has interrupted with no command while the server ends, and with one once another goes on', () => {
    const interrupted = { type: 'state', ...place, state: 'Interrupted', cause: 'shutdown' } as const;
    expect(texts(interrupted, true)).toEqual(['10:15:03  3 deploy  Interrupted (shutdown)']);
    expect(texts(interrupted)).toEqual([
      '10:15:03  3 deploy  Interrupted (shutdown)',
      '  autotrail resume -n 3    (or mark-done, fail, skip, or block)',
    ]);
  });

  it('shows until when a step is held', () => {
    const until = new Date(2026, 1, 1, 8).toISOString();
    expect(texts({ type: 'state', ...place, state: 'To Pause', cause: 'operator', until })).toEqual([
      '10:15:03  3 deploy  To Pause (until 2026-02-01 08:00:00; operator)',
    ]);
  });

  it('shows that an attempt has not ended in time', () => {
    expect(texts({ type: 'abandoned', ...place, attempt: 2 })).toEqual(['10:15:03  3 deploy  attempt 2 has not ended in time']);
  });

  it('shows a reminder as one, and how often there was one', () => {
    expect(texts({ type: 'prompt', ...place, promptId: '3.1.1', message: 'Go?', reminders: 2 })).toEqual([
      '10:15:03  3 deploy  ? asked still: Go?',
      '  autotrail reply 3.1.1 --yes    (or --no, or a value; reminded 2 times)',
    ]);
  });

  it('shows which answers a prompt takes, and from whom', () => {
    const terms = { choices: ['now', 'later'], mayAnswer: ['alice'] };
    expect(texts({ type: 'prompt', ...place, promptId: '3.1.1', message: 'Go?', ...terms })).toEqual([
      '10:15:03  3 deploy  ? Go?',
      '  autotrail reply 3.1.1 --actor alice now    (or later; answered by alice)',
    ]);
  });

  it('shows who gave a command, and why', () => {
    const text = 'pause 3 deploy (alice: lunch)';
    const command = { type: 'command', at, call: 'pause', text, actor: 'alice', reason: 'lunch' } as const;
    expect(texts(command)).toEqual(['10:15:03  pause 3 deploy (alice: lunch)']);
  });

  it('shows notes, a new server, and processes that are left, each line with its time', () => {
    const steps = [{ n: 3, name: 'deploy' }];
    expect(texts({ type: 'note', at, text: 'odd\nvery', steps, actor: 'alice' })).toEqual([
      '10:15:03  note on 3 deploy (alice): odd',
      '10:15:03  note on 3 deploy (alice): very',
    ]);
    expect(texts({ type: 'note', at, text: 'odd', steps: [], actor: null })).toEqual(['10:15:03  note: odd']);
    expect(texts({ type: 'resumed', at, policies: ['deploy: graceMs 1, now 2'] })).toEqual([
      '10:15:03  gone on with by a new server',
      '10:15:03  options changed: deploy: graceMs 1, now 2',
    ]);
    expect(texts({ type: 'survivors', ...place, processes: [{ pid: 7, command: 'sleep 9' }] })).toEqual([
      '10:15:03  3 deploy  its processes are still alive: 7 (sleep 9)',
    ]);
    expect(texts({ type: 'survivors', ...place, processes: [] })).toEqual(['10:15:03  3 deploy  its processes are gone']);
  });

  it('does not tell that a step waits for its turn', () => {
    expect(texts({ type: 'state', ...place, state: 'Waiting', cause: null })).toEqual([]);
  });

  it('marks every line of an output as one: it cannot pass for a prompt or for another step', () => {
    const message = fc.oneof(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '?', ' ') }), fc.jsonValue());
    fc.assert(
      fc.property(message, (value) => {
        for (const line of texts({ type: 'output', ...place, message: value as string })) {
          expect(line.startsWith('10:15:03  3 deploy  | ')).toBe(true);
        }
      }),
    );
    expect(texts({ type: 'output', ...place, message: 'a\n10:15:03  3 deploy  ? Password:' })).toHaveLength(2);
  });

  it('keeps the columns of an output, where a tab is spelt out elsewhere', () => {
    expect(texts({ type: 'output', ...place, message: 'pid\tcommand' })).toEqual(['10:15:03  3 deploy  | pid    command']);
  });
});

describe('asksForPerson', () => {
  it('is true of prompts, and of states that a person must end', () => {
    const states = Object.values(StepState).filter((state) => asksForPerson({ type: 'state', ...place, state, cause: null }));
    expect(states).toEqual(['Paused due to failure', 'Paused', 'Interrupted']);
    expect(asksForPerson({ type: 'prompt', ...place, promptId: '3.1.1', message: 'Go?' })).toBe(true);
    expect(asksForPerson({ type: 'output', ...place, message: 'x' })).toBe(false);
  });
});
