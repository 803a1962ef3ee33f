import { Recoverable } from 'node:repl';
import { constants, Script } from 'node:vm';

/**
 * Compiles what was typed at the REPL. A line with `await` becomes a promise of its value; a variable that is declared in it stays.
 *
 * @throws Recoverable if more lines are needed, SyntaxError if no more lines could help
 */
export function compile(code: string): Script {
  let failure: unknown;
  for (const candidate of candidates(code)) {
    try {
      return new Script(candidate, { filename: 'repl', importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
    } catch (error) {
      failure = error;
    }
  }
  throw isIncomplete(failure as SyntaxError, code) ? new Recoverable(failure as SyntaxError) : failure;
}

/** The readings of a code, most likely first; the last one is complete just where the code is. */
function candidates(code: string): readonly string[] {
  const expression = code.replace(/[\s;]+$/, '');
  const plain = /^\s*\{/.test(code) ? [`(${expression}\n)`, code] : [code];
  if (!/\bawait\b/.test(code)) return plain;
  const declared = /^\s*(?:const|let|var)\s+(.+)$/s.exec(expression)?.[1];
  // As an assignment, a declaration outlives the function around it.
  const declaration = declared === undefined ? [] : [`(async () => { (${declared}\n) })()`];
  return [...plain, `(async () => (${expression}\n))()`, ...declaration, `(async () => {\n${code}\n})()`];
}

function isIncomplete({ message, stack = '' }: SyntaxError, code: string): boolean {
  if (/^(?:Unexpected end of input|Unterminated template literal)/.test(message)) return true;
  if (!message.startsWith('missing ) after argument list')) return false;
  // Only if it is missing at the very end may it still come.
  const [, line = '', caret = ''] = stack.split('\n');
  return code.trimEnd().endsWith(line.trimEnd()) && caret.trimEnd().length === line.trimEnd().length;
}
