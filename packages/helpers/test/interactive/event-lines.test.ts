import { buildTrail, type Definition, step, type Trail, type TrailEvent } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { eventLines } from '../../src/interactive/event-lines.js';

const AT = Date.parse('2026-01-31T08:00:00Z');

/** A trail, and what is told of each event that happens to it. */
function told(definition: Definition): { readonly trail: Trail; readonly tell: (event: TrailEvent) => readonly string[] } {
  const trail = buildTrail(definition);
  const tell = (event: TrailEvent): readonly string[] =>
    eventLines({ epoch: 1, ...trail.apply(event, AT) }, (n) => trail.step(n).name);
  return { trail, tell };
}

const start: TrailEvent = { type: 'command', call: 'start', moves: [{ row: 'start', steps: [0] }] };
const failed = { ok: false, error: { message: 'no space\u001b[2J' } } as const;
const asked = { type: 'prompt', n: 0, attempt: 1, promptId: '0.1.1', message: 'Which side?' } as const;

describe('What is told of an event', () => {
  it('is when a failed attempt is made again, and that its wait is over', () => {
    const { tell } = told([[step(() => null, { name: 'deploy' }, { retry: { attempts: 2, backoffMs: 60_000 } })]]);
    expect(tell(start)).toEqual(['# 0 - deploy: Running']);
    expect(tell({ type: 'ended', n: 0, attempt: 1, outcome: failed })).toEqual([
      '# 0 - deploy: Waiting to be tried again (until 2026-01-31T08:01:00.000Z; no space\\u001b[2J)',
    ]);
    const timer = { kind: 'wait', n: 0, attempt: 1, at: AT + 60_000 } as const;
    expect(tell({ type: 'timer', timer })).toEqual(['# 0 - deploy: its wait is over', '# 0 - deploy: Running']);
    expect(tell({ type: 'timer', timer })).toEqual([]);
    expect(tell({ type: 'ended', n: 0, attempt: 2, outcome: failed })).toEqual([
      '# 0 - deploy: Paused due to failure (no space\\u001b[2J)',
    ]);
  });

  it('is until when a step is held, and by whom', () => {
    const { tell } = told([[step(() => null, { name: 'deploy' })]]);
    const moves = [{ row: 'pause', steps: [0] }];
    expect(tell({ type: 'command', call: 'pause', moves, until: AT + 1000, actor: 'ann', reason: 'lunch' })).toEqual([
      'pause # 0 - deploy until 2026-01-31T08:00:01.000Z (ann: lunch)',
      '# 0 - deploy: Paused (until 2026-01-31T08:00:01.000Z; operator)',
    ]);
    expect(tell({ type: 'timer', timer: { kind: 'wait', n: 0, attempt: 0, at: AT + 1000 } })).toEqual([
      '# 0 - deploy: its wait is over',
    ]);
  });

  it('is how a question may be answered and by whom, again when somebody is reminded of it, and that it is withdrawn', () => {
    const { tell } = told([[step(() => null, { name: 'check' })]]);
    tell(start);
    const terms = {
      choices: ['blue', 'green', 'true'],
      default: 'blue',
      timeoutMs: 60_000,
      onTimeout: 'skip',
      remindMs: 1000,
    } as const;
    expect(tell({ ...asked, ...terms })).toEqual([
      '# 0 - check asks (0.1.1): Which side? (one of blue, green, true; mostly blue; until 2026-01-31T08:01:00.000Z, then the step is skipped)',
      '  answer with: .reply 0.1.1 blue  (or green, true)',
    ]);
    expect(tell({ type: 'timer', timer: { kind: 'reminder', n: 0, attempt: 1, promptId: '0.1.1' } })).toEqual([
      expect.stringMatching(/^# 0 - check still asks \(0\.1\.1\): Which side\? \(one of blue, .*; reminded once\)$/),
      '  answer with: .reply 0.1.1 blue  (or green, true)',
    ]);
    expect(tell({ type: 'withdrawn', n: 0, attempt: 1, promptId: '0.1.1' })).toEqual(['# 0 - check: 0.1.1 is withdrawn']);
    expect(tell({ ...asked, promptId: '0.1.2', mayAnswer: ['ann', 'bob'] })).toEqual([
      '# 0 - check asks (0.1.2): Which side? (answered by ann, bob)',
      '  answer with: reply("0.1.2", <value>, { actor: "ann" })  (or "bob")',
    ]);
  });

  it('is which time is over', () => {
    const { tell } = told([[step(() => null, { name: 'check' }, { timeoutMs: 5000 })]]);
    tell(start);
    tell({ ...asked, timeoutMs: 1000 });
    expect(tell({ type: 'timer', timer: { kind: 'prompt', n: 0, attempt: 1, promptId: '0.1.1' } })).toEqual([
      '# 0 - check: the time to answer 0.1.1 is over',
    ]);
    expect(tell({ type: 'timer', timer: { kind: 'attempt', n: 0, attempt: 1 } })).toEqual([
      '# 0 - check: attempt 1 has taken too long',
      expect.stringMatching(/^# 0 - check: Paused due to failure \(timeout: .*\)$/),
    ]);
    expect(tell({ type: 'timer', timer: { kind: 'grace', n: 0, attempt: 1 } })).toEqual([
      '# 0 - check: attempt 1 has not ended in time',
    ]);
  });

  it('is what an operator has set, and who did, but not to which value', () => {
    const { tell } = told([[step(() => null, { name: 'check' })]]);
    expect(tell({ type: 'limit', tags: { region: 'eu' }, most: 1, actor: 'ann' })).toEqual([
      'limit: at most 1 at a time of region=eu (ann)',
    ]);
    expect(tell({ type: 'limit', tags: {}, most: null })).toEqual(['limit: any number at a time of all steps']);
    expect(tell({ type: 'context', key: 'db.host', value: 'db-2', reason: 'moved' })).toEqual([
      'context: db.host was set (moved)',
    ]);
  });
});
