import { describe, expect, it, vi } from 'vitest';
import { maskJson, maskStream, maskText, secretMasker } from '../../src/secrets/registry.js';
import { registerSecret } from '../../src/secrets/secret.js';

describe('secretMasker', () => {
  it('masks nothing as long as no secret is registered', () => {
    expect(secretMasker().maskText('anything')).toBe('anything');
    expect(secretMasker()).toBe(secretMasker());
  });

  it('knows each secret as soon as it is registered, and is made anew only then', () => {
    registerSecret('FIRST', 'first-value');
    const first = secretMasker();
    expect(first.maskText('first-value second-value')).toBe('[secret FIRST] second-value');
    registerSecret('FIRST', 'first-value');
    expect(secretMasker()).toBe(first);
    registerSecret('SECOND', 'second-value');
    expect(secretMasker().maskText('first-value second-value')).toBe('[secret FIRST] [secret SECOND]');
  });

  it('is the same for another copy of this package in the same process', async () => {
    vi.resetModules();
    const copy = await import('../../src/secrets/registry.js');
    const other = await import('../../src/secrets/secret.js');
    expect(copy.secretMasker).not.toBe(secretMasker);
    registerSecret('HERE', 'registered-here');
    other.registerSecret('THERE', 'registered-there');
    const text = 'registered-here registered-there';
    expect(copy.maskText(text)).toBe('[secret HERE] [secret THERE]');
    expect(maskText(text)).toBe('[secret HERE] [secret THERE]');
    expect(maskJson([text])).toEqual(['[secret HERE] [secret THERE]']);
    expect(maskStream().push(`${text}.`)).toBe('[secret HERE] [secret THERE].');
  });

  it('keeps its secrets from whoever lists what is global', () => {
    registerSecret('HIDDEN', 'hidden-value');
    const symbols = Object.getOwnPropertySymbols(globalThis).filter(
      (symbol) => Object.getOwnPropertyDescriptor(globalThis, symbol)?.enumerable,
    );
    expect(symbols.map(String)).not.toContain('Symbol(autotrail.secrets)');
  });
});
