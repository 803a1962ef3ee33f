import process from 'node:process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { maskText } from '../../src/secrets/registry.js';
import { registerSecret, secret } from '../../src/secrets/secret.js';

afterEach(() => vi.unstubAllEnvs());

describe('secret', () => {
  it('answers the variable of this name, which is masked from then on', () => {
    vi.stubEnv('MY_PASSWORD', 'correct horse');
    expect(maskText('a correct horse')).toBe('a correct horse');
    expect(secret('MY_PASSWORD')).toBe('correct horse');
    expect(maskText('a correct horse')).toBe('a [secret MY_PASSWORD]');
  });

  it('masks the old value too where a variable was given another', () => {
    vi.stubEnv('ROTATED', 'value-of-monday');
    secret('ROTATED');
    vi.stubEnv('ROTATED', 'value-of-tuesday');
    expect(secret('ROTATED')).toBe('value-of-tuesday');
    expect(maskText('value-of-monday value-of-tuesday')).toBe('[secret ROTATED] [secret ROTATED]');
  });

  it('refuses a variable that is not set, or empty', () => {
    delete process.env.NOT_SET;
    expect(() => secret('NOT_SET')).toThrow(
      expect.objectContaining({
        code: 'AUTOTRAIL_SECRET_MISSING',
        message: 'Expected the environment variable NOT_SET to hold a secret, found no such variable.',
      }),
    );
    vi.stubEnv('IS_EMPTY', '');
    expect(() => secret('IS_EMPTY')).toThrow(
      expect.objectContaining({
        code: 'AUTOTRAIL_SECRET_MISSING',
        message: 'Expected the environment variable IS_EMPTY to hold a secret, found an empty one.',
      }),
    );
  });

  it.each([['abc'], ['  abc  '], ['🚀🚀🚀'], ['    ']])('refuses a value that is too short: %j', (value) => {
    vi.stubEnv('SHORT', value);
    expect(() => secret('SHORT')).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_SECRET_TOO_SHORT' }));
    expect(maskText(`a ${value} b`)).toBe(`a ${value} b`);
  });

  it.each([[''], ['my password: hunter2'], ['a'.repeat(129)], ['a\n'], [undefined], [null], [7]])(
    'refuses a name that is none, and does not repeat it: %j',
    (name) => {
      expect(() => secret(name as string)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_SECRET_NAME' }));
      expect(() => secret(name as string)).not.toThrow(/hunter2/);
    },
  );
});

describe('registerSecret', () => {
  it('answers the value it was given', () => {
    expect(registerSecret('vault.deploy-token', 'from the vault')).toBe('from the vault');
    expect(maskText('it is from the vault')).toBe('it is [secret vault.deploy-token]');
  });

  it.each([[undefined], [null], [12345], [{}], [Buffer.from('hunter2')]])('refuses a value that is no string: %j', (value) => {
    expect(() => registerSecret('ODD', value as unknown as string)).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_SECRET_VALUE' }),
    );
  });

  it('refuses a value of more than 65,536 characters, and takes one of as many', () => {
    const value = 'long '.repeat(13_108);
    expect(() => registerSecret('LONG', value)).toThrow(
      'Expected the value of secret LONG to be a string of at most 65536 characters, got one of 65540.',
    );
    registerSecret('LONG', value.slice(0, 65_536));
    expect(maskText(`<${value}>`)).toBe('<[secret LONG]ong >');
  });

  it('refuses a value that is too short, and a bad name', () => {
    expect(() => registerSecret('SHORT', 'abc')).toThrow(
      'Expected secret SHORT to have at least 4 characters, not counting blanks around them, got 3.',
    );
    expect(() => registerSecret('a b', 'long enough')).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_SECRET_NAME' }));
    expect(maskText('long enough')).toBe('long enough');
  });
});
