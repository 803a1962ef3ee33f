import type { GraphOptions } from '@autotrail/helpers';
import type { Definition } from '@autotrail/layer1';
import { type Command, Option } from 'commander';
import { addCommand } from './add-command.js';
import type { Terminal } from './terminal.js';
import type { TrailSource } from './trail-source.js';

/** How a `graph` command comes to its trail. */
export interface GraphCommandOptions {
  /** The command and its arguments. */
  readonly usage: string;
  readonly terminal: Terminal;
  readonly load: (args: readonly string[]) => Promise<TrailSource>;
}

const FORMATS = ['dot', 'mermaid', 'svg'] as const;
type Format = (typeof FORMATS)[number];

/** Adds `graph`: draws a trail without running it, also one that has a cycle. */
export function addGraphCommand(program: Command, { usage, terminal, load }: GraphCommandOptions): void {
  addCommand<{ readonly format: Format }>(program, terminal, {
    usage,
    description: 'print the graph of a trail',
    configure: (command) => command.addOption(new Option('--format <format>', 'as what').choices(FORMATS).default('dot')),
    perform: async ({ args, options: { format } }) => {
      const { definition, serverOptions } = await load(args);
      const { failurePairs = [] } = serverOptions;
      const drawing = await draw(format, definition, { failurePairs });
      return { data: { [format]: drawing }, lines: drawing.trimEnd().split('\n') };
    },
  });
}

async function draw(format: Format, definition: Definition, options: GraphOptions): Promise<string> {
  const { toDot, toMermaid, toSvg } = await import('@autotrail/helpers');
  return { dot: toDot, mermaid: toMermaid, svg: toSvg }[format](definition, options);
}
