import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkTrailName, makePrivateFolder } from '@autotrail/layer2';

/** Where the history of a trail's REPL is kept unless another file is named: the user's state folder. */
export function defaultHistoryFile(trailName: string): string {
  const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  // The name comes from the server, and must not lead out of the folder.
  return join(state, 'autotrail', `${checkTrailName(trailName)}.history`);
}

/**
 * Makes a history file that nobody else can read: what is typed may be an answer to a prompt.
 *
 * @throws AutoTrailError `AUTOTRAIL_UNSAFE_FOLDER` if the default folder is not this user's own; and errors of the file system
 */
export async function prepareHistoryFile(file: string, isDefault: boolean): Promise<void> {
  if (isDefault) await makePrivateFolder(dirname(file));
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.chmod(0o600);
  } finally {
    await handle.close();
  }
}
