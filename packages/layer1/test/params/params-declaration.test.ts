import { describe, expect, it } from 'vitest';
import { checkDeclaration, isValueOf, type ParamsDeclaration } from '../../src/params/params-declaration.js';
import { schemaOf } from '../support/schemas.js';

describe('checkDeclaration', () => {
  it('takes records of parameters, and any Standard Schema', () => {
    checkDeclaration({});
    checkDeclaration({
      host: { type: 'string', describe: 'where to', choices: ['a', 'b'], default: 'a' },
      'port-2': { type: 'number', default: 0 },
      größe: { type: 'boolean', default: false },
    });
    checkDeclaration(schemaOf((value) => ({ value })));
  });

  it.each([
    { declaration: [], code: 'AUTOTRAIL_BAD_OPTION', told: 'option `params` of a run' },
    { declaration: null, code: 'AUTOTRAIL_BAD_OPTION', told: 'option `params`' },
    { declaration: { 'a b': { type: 'string' } }, code: 'AUTOTRAIL_BAD_OPTION', told: '"a b"' },
    { declaration: { a: 'string' }, code: 'AUTOTRAIL_BAD_OPTION', told: '`params.a`' },
    { declaration: { a: {} }, code: 'AUTOTRAIL_BAD_OPTION', told: '`params.a.type`' },
    { declaration: { a: { type: 'date' } }, code: 'AUTOTRAIL_BAD_OPTION', told: 'got "date"' },
    { declaration: { a: { type: 'string', defualt: 'x' } }, code: 'AUTOTRAIL_UNKNOWN_OPTION', told: 'got `defualt`' },
    { declaration: { a: { type: 'string', choices: [] } }, code: 'AUTOTRAIL_BAD_OPTION', told: '`params.a.choices`' },
    { declaration: { a: { type: 'string', choices: ['x', 1] } }, code: 'AUTOTRAIL_BAD_OPTION', told: '`params.a.choices`' },
    { declaration: { a: { type: 'string', default: 1 } }, code: 'AUTOTRAIL_BAD_OPTION', told: '`params.a.default`' },
    { declaration: { a: { type: 'number', default: Number.NaN } }, code: 'AUTOTRAIL_BAD_OPTION', told: '`params.a.default`' },
    { declaration: { a: { type: 'string', choices: ['x'], default: 'y' } }, code: 'AUTOTRAIL_BAD_OPTION', told: 'default' },
    { declaration: { a: { type: 'string', describe: 1 } }, code: 'AUTOTRAIL_BAD_OPTION', told: '`params.a.describe`' },
  ])('refuses $declaration', ({ declaration, code, told }) => {
    const refused = expect.objectContaining({ code, message: expect.stringContaining(told) });
    expect(() => checkDeclaration(declaration as unknown as ParamsDeclaration)).toThrow(refused);
  });
});

describe('isValueOf', () => {
  it('goes by the very type, and the choices', () => {
    expect([isValueOf({ type: 'number' }, 1), isValueOf({ type: 'number' }, '1')]).toEqual([true, false]);
    expect(isValueOf({ type: 'number' }, Number.POSITIVE_INFINITY)).toBe(false);
    expect([isValueOf({ type: 'number', choices: [1] }, 1), isValueOf({ type: 'number', choices: [1] }, 2)]).toEqual([
      true,
      false,
    ]);
    expect(isValueOf({ type: 'string' }, undefined)).toBe(false);
  });
});
