import { stripVTControlCharacters, styleText } from 'node:util';
import { StepState, type StepStatus, type TrailClient } from 'autotrail';
import type { TrailRecord } from './records-until-over.js';
import { type StoryLine, storyOf } from './story.js';

/** How `ShellCommand` marks what its command wrote. */
const WRITTEN = /^\[STD(?:OUT|ERR)\] -- */;
const MOST_LINES = 3;
const INDENT = ' '.repeat(10);
const WIDTH = 80 - INDENT.length;

type StepOutput = Pick<StepStatus, 'state' | 'outputMessages' | 'returnValue'>;

/** Tells on the terminal what happens to a trail. */
export class Narrator {
  readonly #client: TrailClient;
  readonly #names: readonly string[];
  #beginning: number | undefined;

  /** `names` are those of the steps, by their numbers. */
  constructor(client: TrailClient, names: readonly string[]) {
    this.#client = client;
    this.#names = names;
  }

  /** Tells one record: what a step asks, and what it put out when it ended, stands below the line about it. */
  async tell(record: TrailRecord): Promise<void> {
    const { at, event } = record;
    this.#beginning ??= at;
    const time = `${((at - this.#beginning) / 1000).toFixed(1).padStart(6)} s`;
    const [first, ...rest] = storyOf(record, this.#names);
    if (first === undefined) return;
    tellLine(time, first);
    if (event.type === 'prompt') tellText(String(event.message).split('\n'), 'bold');
    if (event.type === 'ended') tellText(await this.#outputOf(event.n), 'gray');
    for (const line of rest) tellLine(time, line);
  }

  async #outputOf(n: number): Promise<readonly string[]> {
    const [status] = await this.#client.status({ n }, { fields: ['state', 'outputMessages', 'returnValue'] });
    return status === undefined ? [] : outputLines(status);
  }
}

/** What a command wrote, or what another step returned; why it failed, in full. */
function outputLines({ state, outputMessages, returnValue }: StepOutput): readonly string[] {
  const messages = outputMessages.map(String);
  const written = messages.filter((message) => WRITTEN.test(message)).map((message) => message.replace(WRITTEN, ''));
  if (state !== StepState.Succeeded) return [...written, String(returnValue)];
  // The last thing a command says is its return value.
  const lines = messages.at(-1) === returnValue || typeof returnValue !== 'string' ? written : [...written, returnValue];
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), `and ${more} lines more`] : lines;
}

function tellLine(time: string, { who, what, style, steps, reason }: StoryLine): void {
  const which = steps.length > 3 ? `${steps.length} steps` : steps.join(', ');
  const why = reason === undefined ? '' : ` (${reason})`;
  const columns = [styleText('gray', time), who.padEnd(8), styleText(style, what.padEnd(11)), which + styleText('gray', why)];
  console.log(columns.join('  '));
}

function tellText(lines: readonly string[], style: StoryLine['style']): void {
  for (const line of lines) {
    const text = stripVTControlCharacters(line).trim();
    console.log(INDENT + styleText(style, text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text));
  }
}
