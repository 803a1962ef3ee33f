import type { CallPlan, PlannedSetting } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { settingTexts } from '../../src/index.js';

function textOf(setting: PlannedSetting): string | undefined {
  const nothing = { changes: [], starts: [], joins: [], prompts: [], reachable: [], unreachable: [], serverEnds: false };
  const follows: CallPlan['follows'] = { ...nothing, settings: [setting] };
  return settingTexts({ follows })[0];
}

describe('What a plan sets', () => {
  it('is told of a limit with what it is now, or that there is none', () => {
    expect(textOf({ what: 'limit', of: { region: 'eu' }, was: null, becomes: 1 })).toBe(
      'at most 1 at a time of region=eu; now any number',
    );
    expect(textOf({ what: 'limit', of: {}, was: 2, becomes: null })).toBe('any number at a time of all steps; now at most 2');
  });

  it('is told of a place in the context with what stands there now, or that nothing does', () => {
    expect(textOf({ what: 'context', of: 'db.host', was: 'db-1', becomes: 'db-2' })).toBe('db.host: db-2; now db-1');
    expect(textOf({ what: 'context', of: 'db', was: null, becomes: { host: 'x' } })).toBe('db: {"host":"x"}; now nothing');
  });
});
