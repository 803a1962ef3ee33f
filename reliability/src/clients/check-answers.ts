import type { Exchange } from './exchange.js';
import type { HostileLine } from './hostile-line.js';

interface Received {
  readonly id: string | null;
  readonly isError: boolean;
  readonly line: string;
}

/** Characters of a line that a breach shows. */
const SHOWN = 2_000;

/** What is wrong with the lines that a server sent in an exchange, in words; empty if every line got the one answer it was owed. */
export function checkAnswers({ lines, hasHello }: Exchange, received: readonly string[]): readonly string[] {
  if (lines === null) return [];
  const answers = received.slice(hasHello ? 1 : 0).map(readAnswer);
  if (answers.includes(null)) return [`a line of the server is no answer: ${received.join(' | ').slice(0, SHOWN)}`];
  const rest = new Set(answers as readonly Received[]);
  const breaches = lines.flatMap((line) => {
    const answer = [...rest].find(({ id, isError }) => id === line.verdict.id && fits(line, isError));
    if (answer === undefined) return [`no answer that is ${line.verdict.outcome}, id ${line.verdict.id}: ${show(line)}`];
    rest.delete(answer);
    return [];
  });
  const context = breaches.length === 0 ? '' : `\n  the server sent: ${received.join(' | ').slice(0, SHOWN)}`;
  return [
    ...breaches.map((breach) => breach + context),
    ...[...rest].map(({ line }) => `answer to nothing: ${line.slice(0, SHOWN)}`),
  ];
}

function fits({ verdict: { outcome } }: HostileLine, isError: boolean): boolean {
  return outcome === 'either' || isError === (outcome === 'refused');
}

function readAnswer(line: string): Received | null {
  try {
    const answer = JSON.parse(line.startsWith('%') ? decodeURIComponent(line) : line);
    if (!('error' in answer && 'result' in answer)) return null;
    const { id = null, error } = answer;
    return { id: id === null ? null : JSON.stringify(id), isError: error !== null, line };
  } catch {
    return null;
  }
}

function show({ kind, bytes }: HostileLine): string {
  const text = Buffer.from(bytes);
  return `${kind}: ${JSON.stringify(text.toString().slice(0, SHOWN))} (${bytes.length} bytes, base64 ${text.toString('base64').slice(0, SHOWN)})`;
}
