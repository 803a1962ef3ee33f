import process from 'node:process';
import { describeValue } from '@autotrail/core';
import { layer1Error } from '../errors.js';
import { addSecret } from './registry.js';
import { countCharacters, MIN_SECRET_CHARACTERS } from './secret-forms.js';

/** A longer value would take up a lot of memory in all its forms. */
const MAX_SECRET_CHARACTERS = 65_536;

const NAME = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * Reads a secret from the environment variable of this name, and registers it: wherever its value would be shown, stored or sent by
 * this process, `[secret NAME]` stands instead. Call it in the file of the trail, not only within isolated actions: those are processes
 * of their own, and register it for themselves alone.
 *
 * Masked are the value, each line of it, and what base64, percent-encoding, hexadecimal and the escapes of JSON and shells make of
 * them; not what else a program may make of it, and no numbers.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_SECRET_NAME`, `AUTOTRAIL_SECRET_MISSING`, `AUTOTRAIL_SECRET_TOO_SHORT` (less than 4 characters,
 * not counting blanks around them), `AUTOTRAIL_BAD_SECRET_VALUE` (more than 65,536)
 * @example
 * const PGPASSWORD = secret('PGPASSWORD');
 * new Step(new ShellCommand('backup', 'pg_dump app', { env: { PGPASSWORD } }));
 */
export function secret(name: string): string {
  checkName(name);
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw layer1Error('AUTOTRAIL_SECRET_MISSING', { name, found: value === undefined ? 'no such variable' : 'an empty one' });
  }
  return registerSecret(name, value);
}

/**
 * Registers a secret that comes from elsewhere, such as a vault, as {@link secret} does, and answers its value. Do so before anything
 * can show it: what was stored before stays as it is. A name may have several values.
 *
 * @param name - 1 to 128 of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`
 * @param value - at least 4 characters, not counting blanks around them, and at most 65,536
 * @throws AutoTrailError `AUTOTRAIL_BAD_SECRET_NAME`, `AUTOTRAIL_BAD_SECRET_VALUE`, `AUTOTRAIL_SECRET_TOO_SHORT`
 * @example
 * const token = registerSecret('deploy-token', await vault.read('deploy/token'));
 */
export function registerSecret(name: string, value: string): string {
  checkName(name);
  checkValue(name, value);
  const characters = countCharacters(value);
  if (characters < MIN_SECRET_CHARACTERS) {
    throw layer1Error('AUTOTRAIL_SECRET_TOO_SHORT', { name, minimum: MIN_SECRET_CHARACTERS, characters });
  }
  addSecret(name, value);
  return value;
}

function checkName(name: unknown): void {
  if (typeof name === 'string' && NAME.test(name)) return;
  // Whoever mistook the value for the name must not find it in a log.
  const found = typeof name === 'string' ? `another text, of ${name.length} characters` : describeValue(name);
  throw layer1Error('AUTOTRAIL_BAD_SECRET_NAME', { found });
}

function checkValue(name: string, value: unknown): void {
  if (typeof value === 'string' && value.length <= MAX_SECRET_CHARACTERS) return;
  const found = typeof value === 'string' ? `one of ${value.length}` : describeValue(value);
  throw layer1Error('AUTOTRAIL_BAD_SECRET_VALUE', { name, maximum: MAX_SECRET_CHARACTERS, found });
}
