/** Variables of the server that its commands must not see: with them they could command the server. */
const SECRET = /^AUTOTRAIL_(TOKEN|SECRET_.*)$/s;

/** Variables by name; `undefined` takes one away. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The environment of a command: the server's, less AutoTrail's own secrets, and what is added to it, in that order. */
export function commandEnvironment(inherited: Variables, ...added: readonly Variables[]): Readonly<Record<string, string>> {
  const open = Object.entries(inherited).filter(([name]) => !SECRET.test(name));
  const variables = new Map([...open, ...added.flatMap((each) => Object.entries(each))]);
  return Object.fromEntries([...variables].filter((entry): entry is [string, string] => entry[1] !== undefined));
}
