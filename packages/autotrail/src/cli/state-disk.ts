import { checkTrailName, type Disk, stateFolder, systemDisk } from '@autotrail/layer2';

/** The computer's disk, to which a file in the place of a trail's folder is a trail without runs: others keep files there, too. */
export const stateDisk: Disk = {
  ...systemDisk,
  list: async (folder) => {
    try {
      return await systemDisk.list(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
      throw error;
    }
  },
};

/** What may be trails of this user, by the names in the state folder. */
export async function rememberedNames(): Promise<readonly string[]> {
  return (await stateDisk.list(stateFolder())).filter(isTrailName);
}

function isTrailName(name: string): boolean {
  try {
    return checkTrailName(name) === name;
  } catch {
    return false;
  }
}
