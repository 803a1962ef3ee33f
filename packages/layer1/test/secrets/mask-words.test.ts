import { describe, expect, it } from 'vitest';
import { maskWords } from '../../src/secrets/mask-words.js';

function wordFor(form: string, name = 'NAME'): string | undefined {
  return maskWords(new Map([[form, name]])).get(name);
}

describe('maskWords', () => {
  it('say the name of the secret', () => {
    expect(wordFor('hunter2')).toBe('[secret NAME]');
    expect(wordFor('[hunter2]')).toBe('[secret NAME]');
  });

  it.each(['secret', 'NAME', 'ret N', '[secret NAME]', 'x[secret NAME]y', ']xyz', 'E]xyz', 'xyz[', 'xyz[sec'])(
    'say nothing where they would be, or become, the secret %j',
    (form) => expect(wordFor(form)).toBe('***'),
  );

  it('are made of a character that no secret has', () => {
    const forms = ['secret', '****', '++++', 'a,-./b'];
    expect(new Set(maskWords(new Map(forms.map((form) => [form, form]))).values())).toEqual(new Set(['000']));
  });

  it('all say nothing where one cannot say its name', () => {
    const words = maskWords(new Map(Object.entries({ secret: 'A', hunter2: 'B' })));
    expect([...words.values()]).toEqual(['***', '***']);
  });
});
