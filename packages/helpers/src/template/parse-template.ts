import { helpersError } from '../errors.js';
import { showValue } from '../show-value.js';

/** A piece of a template: text as it stands, or a name whose value is to stand there. */
export type Piece = string | { readonly name: string };

const TOKEN = /\{\{|\}\}|\{(?<name>[\p{L}\p{N}_$-]+)\}|[{}]/gu;

/**
 * Takes a template apart: `{name}` is a placeholder, `{{` and `}}` are braces, and any other brace is a mistake that is better found
 * here than in what a command makes of it.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_TEMPLATE`
 */
export function parseTemplate(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const token of template.matchAll(TOKEN)) {
    pieces.push(template.slice(end, token.index), readToken(token, template));
    end = token.index + token[0].length;
  }
  return [...pieces, template.slice(end)].filter((piece) => piece !== '');
}

function readToken([token, name]: RegExpExecArray, template: string): Piece {
  if (name !== undefined) return { name };
  if (token.length === 2) return token.slice(1);
  throw helpersError('AUTOTRAIL_BAD_TEMPLATE', { found: `a lone \`${token}\``, template: showValue(template) });
}
