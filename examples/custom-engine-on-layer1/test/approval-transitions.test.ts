import { StepState, TRANSITIONS } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { APPROVAL_TRANSITIONS } from '../src/approval-transitions.js';

const { Waiting, Running } = StepState;

function waysInto(state: StepState): readonly string[] {
  const rows = Object.entries(APPROVAL_TRANSITIONS.rows);
  return rows.filter(([, { to }]) => to === state).map(([name]) => name);
}

describe('The table of the approval engine', () => {
  it('leads to a run by an approval, and by nothing else', () => {
    expect(waysInto(Waiting)).toEqual(['approve']);
    expect(waysInto(Running)).toEqual(['run']);
    expect(APPROVAL_TRANSITIONS.rows.run?.from).toEqual([Waiting]);
  });

  it("has AutoTrail's rows, and one more", () => {
    expect(Object.keys(APPROVAL_TRANSITIONS.rows).sort()).toEqual([...Object.keys(TRANSITIONS.rows), 'approve'].sort());
  });
});
