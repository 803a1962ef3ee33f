import { describe, expect, it } from 'vitest';
import { type ReasonFields, reasonText } from '../../src/words/reason-text.js';

const UNTIL = '2026-01-31T08:00:00.000Z';

describe('reasonText', () => {
  it.each<readonly [string, ReasonFields]>([
    ['', {}],
    ['', { cause: null, provenance: 'machine', returnValue: 'fine' }],
    ['slot', { cause: 'slot' }],
    ['condition', { cause: 'condition', provenance: 'skipped by condition' }],
    ['unreachable', { cause: null, provenance: 'unreachable' }],
    ['unreachable', { cause: 'operator', provenance: 'unreachable', by: { reason: 'freeze' }, until: UNTIL }],
    ['operator (ann)', { cause: 'operator', by: { actor: 'ann' } }],
    ['by hand (ann: by scp)', { cause: 'operator', provenance: 'by hand', by: { actor: 'ann', reason: 'by scp' } }],
    [`until ${UNTIL}; operator (lunch)`, { cause: 'operator', by: { reason: 'lunch' }, until: UNTIL }],
    ['failure: no space', { cause: 'failure', returnValue: 'no space' }],
    ['timeout: {"code":1}', { cause: 'timeout', returnValue: { code: 1 } }],
    [`until ${UNTIL}; timer: no space`, { cause: 'timer', returnValue: 'no space', until: UNTIL }],
    ['timer', { cause: 'timer', provenance: 'skipped by timer', returnValue: 'kept' }],
    ['operator; attempt 2 was abandoned', { cause: 'operator', abandoned: 2 }],
  ])('says %j of %j', (text, step) => {
    expect(reasonText(step)).toBe(text);
  });
});
