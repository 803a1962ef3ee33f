/** Names that are told; whoever moves thousands of steps wants no list of them. */
const MOST_NAMES = 5;

/** Names in a row: a few of them, and how many more there are. */
export function namesText(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}
