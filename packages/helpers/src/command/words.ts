import { split } from 'shlex';
import { helpersError } from '../errors.js';
import { showValue } from '../show-value.js';
import { type Piece, parseTemplate } from '../template/parse-template.js';
import { fillPieces, lookUp, type Template } from '../template/template.js';
import { textOf } from '../template/text-of.js';

/** Splits a text into words as a shell would do it, without expanding anything. @throws AutoTrailError `AUTOTRAIL_BAD_COMMAND` */
export function splitWords(text: string): readonly string[] {
  try {
    return split(text);
  } catch (error) {
    const expected = 'a command whose quotes and escapes are closed';
    throw helpersError('AUTOTRAIL_BAD_COMMAND', { expected, found: showValue(text) }, error);
  }
}

/** The words of a template, each in pieces: it is split before any value is known. @throws AutoTrailError `AUTOTRAIL_BAD_TEMPLATE` */
export function parseWords(text: string): readonly (readonly Piece[])[] {
  return splitWords(text).map(parseTemplate);
}

/** The arguments of a template: a value is one argument, or part of one. Only an array that came with the template is several. */
export function fillWords(template: Template, context: unknown): readonly string[] {
  return parseWords(template.text).flatMap((pieces) => {
    const several = arrayAlone(pieces, template, context);
    return several?.map(argumentOf) ?? [fillPieces(pieces, template, context)];
  });
}

/** One argument of an array of them. @throws AutoTrailError `AUTOTRAIL_BAD_VALUE` */
export function argumentOf(value: unknown, position: number): string {
  return textOf(value, `argument ${position}`);
}

function arrayAlone(pieces: readonly Piece[], template: Template, context: unknown): readonly unknown[] | undefined {
  const [piece] = pieces;
  if (template.values === undefined || pieces.length !== 1 || typeof piece !== 'object') return undefined;
  const value = lookUp(piece.name, template, context);
  return Array.isArray(value) ? value : undefined;
}
