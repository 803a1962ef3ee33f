import { quote } from 'shlex';
import { helpersError } from '../errors.js';
import { showValue } from '../show-value.js';
import { type Piece, parseTemplate } from '../template/parse-template.js';
import { lookUp, type Template } from '../template/template.js';
import { textOf } from '../template/text-of.js';

/** A script for a shell, and the variables that hold the values of its placeholders. */
export interface ShellScript {
  readonly script: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The script with its values quoted, for people. */
  readonly shown: string;
}

/** The shell's own `${name}`, which is none of our placeholders. */
const EXPANSION = /(\$\{[^{}]*\})/;

/** Escapes, comments and strings of a shell, so that the quotes within them are not taken for its single quotes. */
const QUOTING = /\\[\s\S]|(?<!\S)#.*|"(?:\\[\s\S]|[^"\\])*"|'[^']*'/g;

/**
 * Makes a script of a template. No value is ever written into the script: it is put into an environment variable, and the script
 * only reads that.
 *
 * @throws AutoTrailError `AUTOTRAIL_MISSING_ATTRIBUTE`, `AUTOTRAIL_BAD_VALUE`, and what {@link parseScript} throws.
 */
export function fillScript(template: Template, context: unknown): ShellScript {
  const variables: Record<string, string> = {};
  const refer = (value: string): string => {
    const name = `AUTOTRAIL_VALUE_${Object.keys(variables).length}`;
    variables[name] = value;
    return referenceTo(name);
  };

  const texts = parseScript(template).map((piece) => {
    if (typeof piece === 'string') return { script: piece, shown: piece };
    const values = argumentsOf(piece.name, template, context);
    return { script: values.map(refer).join(' '), shown: values.map(quote).join(' ') };
  });
  return { script: texts.map(({ script }) => script).join(''), variables, shown: texts.map(({ shown }) => shown).join('') };
}

/** Takes a script apart. @throws AutoTrailError `AUTOTRAIL_BAD_TEMPLATE`, `AUTOTRAIL_QUOTED_PLACEHOLDER` */
export function parseScript({ text, values }: Template): readonly Piece[] {
  // In sh`...` every brace of the text was doubled, and what follows a dollar sign may be a value.
  const parts = values === undefined ? text.split(EXPANSION) : [text];
  const pieces = parts.flatMap((part, i) => (i % 2 === 1 ? [part] : parseTemplate(part)));
  checkQuotes(pieces);
  return pieces;
}

/**
 * Reads a variable as exactly one word, whether quotes stand around it or not: unquoted, the inner quotes keep it together; within
 * double quotes, POSIX shells take the inner ones as part of the expansion.
 */
function referenceTo(name: string): string {
  return `\${${name}+"$${name}"}`;
}

/** A shell reads no variable between single quotes. Mistaken for some is at worst a script that is refused: nothing depends on it. */
function checkQuotes(pieces: readonly Piece[]): void {
  const marked = pieces.map((piece) => (typeof piece === 'string' ? piece : '\0')).join('');
  const culprit = marked.match(QUOTING)?.find((match) => match.startsWith("'") && match.includes('\0'));
  if (culprit === undefined) return;
  throw helpersError('AUTOTRAIL_QUOTED_PLACEHOLDER', { found: showValue(culprit.replaceAll('\0', '{…}')) });
}

function argumentsOf(name: string, template: Template, context: unknown): readonly string[] {
  const value = lookUp(name, template, context);
  const values: readonly unknown[] = template.values !== undefined && Array.isArray(value) ? value : [value];
  return values.map((each) => textOf(each, `the value of {${name}}`));
}
