import { describe, expect, it } from 'vitest';
import { commandEnvironment } from '../../src/command/command-environment.js';

describe('commandEnvironment', () => {
  it('hands on all variables but AutoTrail’s own secrets', () => {
    const inherited = {
      PATH: '/bin',
      AUTOTRAIL_TOKEN: 't',
      AUTOTRAIL_SECRET_DB: 's',
      AUTOTRAIL_SECRET_: 's',
      AUTOTRAIL_NAME: 'release',
      MY_AUTOTRAIL_TOKEN: 'mine',
      GONE: undefined,
    };
    expect(commandEnvironment(inherited)).toEqual({ PATH: '/bin', AUTOTRAIL_NAME: 'release', MY_AUTOTRAIL_TOKEN: 'mine' });
  });

  it('adds variables, later ones winning, and takes away those that are undefined', () => {
    const env = commandEnvironment({ A: '1', B: '1', C: '1' }, { B: '2', C: undefined }, { D: '3', AUTOTRAIL_TOKEN: 'given' });
    expect(env).toEqual({ A: '1', B: '2', D: '3', AUTOTRAIL_TOKEN: 'given' });
  });

  it('takes a variable of any name', () => {
    expect(Object.entries(commandEnvironment(JSON.parse('{"__proto__": "x"}')))).toEqual([['__proto__', 'x']]);
  });
});
