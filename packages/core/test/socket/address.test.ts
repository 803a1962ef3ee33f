import { describe, expect, it } from 'vitest';
import { checkAddress, nameAddress } from '../../src/socket/address.js';

const limit = process.platform === 'darwin' ? 103 : 107;

describe('checkAddress', () => {
  it('accepts paths up to the limit of the system, in bytes', () => {
    expect(() => checkAddress('a'.repeat(limit))).not.toThrow();
    expect(() => checkAddress('a'.repeat(limit + 1))).toThrow(
      expect.objectContaining({
        code: 'AUTOTRAIL_SOCKET_PATH_TOO_LONG',
        details: { limit, bytes: limit + 1, path: 'a'.repeat(limit + 1) },
      }),
    );
    expect(() => checkAddress('é'.repeat(limit - 1))).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_SOCKET_PATH_TOO_LONG' }),
    );
  });

  it('accepts a path that only looks like an abstract socket from afar', () => {
    for (const path of ['./@trail', '/run/@trail', 'trail@host']) expect(() => checkAddress(path)).not.toThrow();
  });

  it.each(['127.0.0.1', '::1', 'localhost'])('accepts the host %s', (host) => {
    expect(() => checkAddress({ host, port: 8080 })).not.toThrow();
  });

  it.each([
    ['an empty path', ''],
    ['an abstract socket', '\0trail'],
    ['an abstract socket as other programs write it', '@trail'],
    ['a NUL in a path', 'trail\0.sock'],
    ['all interfaces', { host: '0.0.0.0', port: 80 }],
    ['another machine', { host: '192.168.1.2', port: 80 }],
    ['no host', { host: '', port: 80 }],
    ['a port beyond the last', { host: '127.0.0.1', port: 65_536 }],
    ['a port below the first', { host: '127.0.0.1', port: -1 }],
    ['a broken port', { host: '127.0.0.1', port: 1.5 }],
  ])('refuses %s', (_, address) => {
    expect(() => checkAddress(address)).toThrow(expect.objectContaining({ code: 'AUTOTRAIL_BAD_ADDRESS' }));
  });
});

describe('nameAddress', () => {
  it('says the path, or host and port', () => {
    expect(nameAddress('/run/trail.sock')).toBe('/run/trail.sock');
    expect(nameAddress({ host: '::1', port: 7000 })).toBe('::1:7000');
  });
});
