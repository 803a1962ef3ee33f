import { makeTemplate, type Template } from '../template/template.js';

/** A backslash and what it stands before; only what JavaScript itself asks to be escaped is captured. */
const ESCAPE = /\\(`|\$\{)|\\[\s\S]/g;

/**
 * A command as a tagged template: its text is split into words as a shell would do it, and each `${value}` is exactly one argument
 * or part of one, whatever is in it. An array that stands alone is several arguments.
 *
 * Backslashes are the command's, as in `String.raw`, but for those that JavaScript needs: before a backtick and before `${`.
 *
 * @example
 * new ShellCommand('copy', (env, context: { files: string[] }) => sh`rsync -a ${context.files} backup:/srv`);
 */
export function sh(strings: TemplateStringsArray, ...values: readonly unknown[]): Template {
  const texts = strings.raw.map((text) => literal(text.replace(ESCAPE, (whole, escaped?: string) => escaped ?? whole)));
  return makeTemplate(
    texts.reduce((command, text, i) => `${command}{${i - 1}}${text}`),
    values,
  );
}

/** Braces in the text are only braces: what stands for a value comes from `${}`. */
function literal(text: string): string {
  return text.replace(/[{}]/g, '$&$&');
}
