import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sh } from '../../src/command/sh.js';
import { fillScript } from '../../src/command/shell-script.js';
import { makeTemplate } from '../../src/template/template.js';
import { anyArgument } from '../support/any-text.js';

/** The words that a shell makes of what follows `show`. */
function show(script: string, variables: Readonly<Record<string, string>>, shell = '/bin/sh'): readonly string[] {
  const output = execFileSync(shell, ['-c', `show() { printf '%s\\0' "$@"; }\n${script}`], {
    env: { ...process.env, ...variables },
  });
  return output.toString().split('\0').slice(0, -1);
}

const NASTY = `a  b "c" 'd' $(echo no) \`echo no\` $HOME * ; # \\ -x \n }`;

describe.each(['/bin/sh', 'bash'])('fillScript, for %s', (shell) => {
  const run = (text: string, context: unknown): readonly string[] => {
    const { script, variables } = fillScript(makeTemplate(text), context);
    return show(script, variables, shell);
  };

  it('makes a value one word where no quotes stand', () => {
    expect(run('show {v} --o={v} x', { v: NASTY })).toEqual([NASTY, `--o=${NASTY}`, 'x']);
  });

  it('makes a value part of one word within double quotes', () => {
    expect(run('show "a {v} b"', { v: NASTY })).toEqual([`a ${NASTY} b`]);
  });

  it('makes a value one word in a function and in a substitution within quotes', () => {
    expect(run('f() {{ show {v} "$1"; }}; f "$(show {v} | tr -d "\\000")"', { v: NASTY })).toEqual([NASTY, NASTY]);
  });

  it('keeps an empty value a word', () => {
    expect(run('show {v} "{v}"', { v: '' })).toEqual(['', '']);
  });

  it('leaves the shell its own expansions, and braces that are doubled', () => {
    expect(run(`x=1; show \${x} "\${y:-none}"`, {})).toEqual(['1', 'none']);
    expect(run('f() {{ show "$@"; }}; f {v}', { v: 2 })).toEqual(['2']);
  });

  it('makes any value exactly one word', () => {
    fc.assert(
      fc.property(fc.array(anyArgument, { minLength: 1, maxLength: 40 }), (values) => {
        const names = values.map((_, i) => `{v${i}} "{v${i}}"`).join(' ');
        const context = Object.fromEntries(values.map((each, i) => [`v${i}`, each]));
        expect(run(`show ${names}`, context)).toEqual(values.flatMap((each) => [each, each]));
      }),
      { numRuns: 20 },
    );
  });
});

describe('fillScript', () => {
  it('never writes a value into the script', () => {
    expect(fillScript(makeTemplate('echo {v}'), { v: 'SECRET' }).script).not.toContain('SECRET');
  });

  it('shows the script with its values quoted', () => {
    expect(fillScript(makeTemplate('echo {v} | cat'), { v: 'a b' }).shown).toBe("echo 'a b' | cat");
  });

  it('makes an array of sh`` several words', () => {
    const { script, variables, shown } = fillScript(sh`show ${['a b', 'c']} {x} $HOME"${'d e'}"`, undefined);
    expect(show(script, variables)).toEqual(['a b', 'c', '{x}', `${process.env.HOME}d e`]);
    expect(shown).toBe(`show 'a b' c {x} $HOME"'d e'"`);
  });

  it.each([`echo '{v}'`, `awk '{{print "{v}"}}'`, `echo a\\'b '{v}' "c'"`])(
    'refuses a placeholder between single quotes, where a shell reads no variable: %s',
    (text) => {
      expect(() => fillScript(makeTemplate(text), { v: 1 })).toThrow(
        expect.objectContaining({ code: 'AUTOTRAIL_QUOTED_PLACEHOLDER' }),
      );
    },
  );

  it.each([`echo "it's {v}, isn't it"`, `echo it\\'s {v} \\'`, `# don't\necho {v} 'x'`, `awk '{{print $1}}' {v}`])(
    'is not misled by quotes that are none: %s',
    (text) => {
      expect(() => fillScript(makeTemplate(text), { v: 1 })).not.toThrow();
    },
  );

  it('refuses a lone brace and a missing name', () => {
    expect(() => fillScript(makeTemplate('f() { ls; }'), {})).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_TEMPLATE' }),
    );
    expect(() => fillScript(makeTemplate('echo {v}'), {})).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_MISSING_ATTRIBUTE' }),
    );
  });
});
