import type { TrailClient } from '@autotrail/layer2';
import type { OptionRule } from '../check-options.js';
import type { InteractiveTrail } from './interactive-trail.js';

/** What `interactive` offers to people, and where. */
export interface InteractiveOptions {
  /** The trail: its client, or an `InteractiveTrail` with printers of its own. */
  readonly trail: TrailClient | InteractiveTrail;
  /** Further values in scope, by their names. @default none */
  readonly names?: Readonly<Record<string, unknown>>;
  /** What is shown before the line that is typed. @default the trail's name, and how many steps run, are held and ask something */
  readonly prompt?: string;
  /** Where typed lines are kept, on a terminal. `false`: nowhere. @default `<trail's name>.history` in the user's state folder */
  readonly historyFile?: string | false;
  /** Where lines come from. @default process.stdin */
  readonly input?: NodeJS.ReadableStream;
  /** Where results go. If input and output are terminals, lines can be edited and events are shown. @default process.stdout */
  readonly output?: NodeJS.WritableStream;
  /** Where errors go. @default process.stderr */
  readonly stderr?: NodeJS.WritableStream;
}

/** How a REPL was left. */
export interface InteractiveEnd {
  /** `stopped`: the trail was told to `stop`. `detached`: it was left alone. `gone`: its server has ended before. */
  readonly outcome: 'stopped' | 'detached' | 'gone';
}

const STREAM = 'a stream';

/** What {@link InteractiveOptions} may hold, for `checkOptions`. */
export const INTERACTIVE_RULES: Readonly<Record<keyof InteractiveOptions, OptionRule>> = {
  trail: { expected: 'a TrailClient or an InteractiveTrail', isValid: (value) => hasMethod(value, 'pause') },
  names: { expected: 'an object', isValid: (value) => typeof value === 'object' && value !== null },
  prompt: { expected: 'a string', isValid: (value) => typeof value === 'string' },
  historyFile: {
    expected: 'a path or false',
    isValid: (value) => value === false || (typeof value === 'string' && value !== ''),
  },
  input: { expected: STREAM, isValid: (value) => hasMethod(value, 'on') },
  output: { expected: STREAM, isValid: (value) => hasMethod(value, 'write') },
  stderr: { expected: STREAM, isValid: (value) => hasMethod(value, 'write') },
};

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}
