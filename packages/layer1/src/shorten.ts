/** How many are told. */
const MOST_TOLD = 20;

/** The first of many differences, and how many more there are. */
export function shorten(differences: readonly string[]): readonly string[] {
  const more = differences.length - MOST_TOLD;
  return more > 0 ? [...differences.slice(0, MOST_TOLD), `${more} more`] : differences;
}
