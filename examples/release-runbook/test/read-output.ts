/** What was told of the trail, without the times, in order: `operator skip all tests (...)`. */
export function storyIn(output: string): readonly string[] {
  return Array.from(output.matchAll(/^ +[\d.]+ s {2}(.+)$/gm), ([, line]) => String(line).replaceAll(/ +/g, ' '));
}

/** What was told of what people and operators did. */
export function commandsIn(output: string): readonly string[] {
  return storyIn(output).filter((line) => !line.startsWith('trail '));
}

/** The final table, as `{ name: state }`. */
export function statesIn(output: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from(output.matchAll(/^ {2,3}\d+ {2}(.+?) {2,}(.+)$/gm), ([, name, state]) => [name, state]));
}

/** The path of the trail's socket. */
export function socketIn(output: string): string {
  return String(/^\/.*release\.sock$/m.exec(output));
}
