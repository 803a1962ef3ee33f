import { execFileSync } from 'node:child_process';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCharacters, MIN_SECRET_CHARACTERS, secretForms } from '../../src/secrets/secret-forms.js';
import { ENCODERS, secretValue } from '../support/secrets.js';

describe('secretForms', () => {
  it.each(Object.entries(ENCODERS))('holds what %s makes of any secret', (_, encode) => {
    fc.assert(
      fc.property(secretValue, (value) => {
        expect(secretForms(value)).toContain(encode(value));
      }),
    );
  });

  it('holds how a shell shows its arguments', () => {
    const value = `it's "a" $(b) \\c!`;
    const traced = execFileSync('bash', ['-c', 'exec 2>&1; set -x; : "$1"', 'bash', value]).toString();
    expect([...secretForms(value)].some((form) => traced.includes(form))).toBe(true);
    const quoted = execFileSync('bash', ['-c', 'printf %q "$1"', 'bash', value]).toString();
    expect(secretForms(value)).toContain(quoted);
  });

  it('holds each line of a value by itself, without the blanks around it, unless it is too short', () => {
    const forms = secretForms('-----BEGIN-----\r\n  c2VjcmV0  \n{\nabc\n-----END-----\n');
    expect(forms).toContain('c2VjcmV0');
    expect(forms).toContain('-----BEGIN-----');
    expect(forms).toContain('-----END-----');
    expect(forms).toContain(Buffer.from('c2VjcmV0').toString('base64'));
    expect(forms).not.toContain('abc');
    expect(forms).not.toContain('{');
  });

  it('holds a value of one line without the blanks around it', () => {
    expect(secretForms(' hunter2\n')).toContain('hunter2');
  });

  it('holds no form of less than four characters', () => {
    fc.assert(
      fc.property(secretValue, (value) => {
        const short = [...secretForms(value)].filter((form) => form.length < MIN_SECRET_CHARACTERS);
        expect(inspect(short)).toBe('[]');
      }),
    );
  });
});

describe('countCharacters', () => {
  it('counts characters, not their halves, and no blanks at the edges', () => {
    expect(countCharacters('🚀🚀')).toBe(2);
    expect(countCharacters(' a b\n')).toBe(3);
    expect(countCharacters(' \n\t ')).toBe(0);
  });
});
