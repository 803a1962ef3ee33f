import { attributeOf } from './attribute-of.js';
import { Names } from './names.js';
import { type Piece, parseTemplate } from './parse-template.js';
import { textOf } from './text-of.js';

const BRAND = Symbol.for('autotrail.template');

/**
 * A template that is not filled yet. The templating functions answer it instead of a text, so that `ShellCommand` can split it into
 * words *before* any value stands in it: a value is then always one argument.
 */
export interface Template {
  /** The template, with its placeholders. */
  readonly text: string;
  /** The values that came with it: its placeholders are then `{0}`, `{1}`… Without, they are attributes of the context. */
  readonly values?: readonly unknown[];
}

/** Makes a template that is filled later, from the context or, where they are given, from its own values. */
export function makeTemplate(text: string, values?: readonly unknown[]): Template {
  return Object.freeze({ [BRAND]: true, text, ...(values !== undefined && { values }) });
}

/** Whether a value is a template, made by this copy of the package or by another. */
export function isTemplate(value: unknown): value is Template {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** The value of a placeholder. @param context - or {@link Names} @throws AutoTrailError `AUTOTRAIL_MISSING_ATTRIBUTE` */
export function lookUp(name: string, { values }: Template, context: unknown): unknown {
  if (values !== undefined) return values[Number(name)];
  const names = Names.of(context);
  return attributeOf(names.context, name, names.params);
}

/** Fills a template. @throws AutoTrailError `AUTOTRAIL_BAD_TEMPLATE`, `AUTOTRAIL_MISSING_ATTRIBUTE`, `AUTOTRAIL_BAD_VALUE` */
export function fill(template: Template, context: unknown): string {
  return fillPieces(parseTemplate(template.text), template, context);
}

/** Puts values in the place of placeholders. @throws AutoTrailError `AUTOTRAIL_MISSING_ATTRIBUTE`, `AUTOTRAIL_BAD_VALUE` */
export function fillPieces(pieces: readonly Piece[], template: Template, context: unknown): string {
  const texts = pieces.map((piece) =>
    typeof piece === 'string' ? piece : textOf(lookUp(piece.name, template, context), `the value of {${piece.name}}`),
  );
  return texts.join('');
}

/**
 * Fills a template: `{name}` becomes the context's attribute of that name, `{{` and `}}` become braces.
 *
 * Attributes are the context's own properties and the getters of its class; what every object inherits is none. A template without
 * placeholders needs no context.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_TEMPLATE`; `AUTOTRAIL_MISSING_ATTRIBUTE`, naming it and those there are;
 * `AUTOTRAIL_BAD_VALUE` for a value that is no string, number or boolean.
 * @example
 * fillTemplate('{host}:{port} {{x}}', { host: 'db-1', port: 5432 }); // 'db-1:5432 {x}'
 */
export function fillTemplate(template: string, context?: unknown): string {
  return fill({ text: template }, context);
}
