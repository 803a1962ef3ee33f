import { statfs } from 'node:fs/promises';
import { layer2Error } from '../errors.js';

/** What Linux calls the file systems of other computers: a link or a sync that succeeded says too little there. */
const NETWORK_TYPES: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB (CIFS)'],
  [0xfe534d42, 'SMB 2'],
]);

/**
 * Refuses a folder of another computer, as far as the system tells: on Linux, and nothing that is mounted by a program (FUSE).
 *
 * @param typeOf - asks for the type of the file system a folder is on @default the system's answer
 * @throws AutoTrailError `AUTOTRAIL_NETWORK_FOLDER`
 */
export async function refuseNetworkFolder(
  folder: string,
  typeOf: (folder: string) => Promise<number> = fileSystemType,
): Promise<void> {
  if (process.platform !== 'linux') return;
  const found = NETWORK_TYPES.get((await typeOf(folder)) >>> 0);
  if (found !== undefined) throw layer2Error('AUTOTRAIL_NETWORK_FOLDER', { folder, found });
}

async function fileSystemType(folder: string): Promise<number> {
  return (await statfs(folder)).type;
}
