import { describe, expect, it } from 'vitest';
import { refuseNetworkFolder } from '../../src/run/network-folder.js';
import { temporaryFolder } from '../support/folders.js';

const isLinux = process.platform === 'linux';

describe('a folder for what is remembered', () => {
  it.runIf(isLinux).each([
    ['NFS', 0x6969],
    ['SMB', 0x517b],
    ['SMB (CIFS)', 0xff534d42],
    ['SMB (CIFS)', 0xff534d42 - 2 ** 32],
    ['SMB 2', 0xfe534d42],
  ])('is refused on %s', async (found, type) => {
    const refusal = { code: 'AUTOTRAIL_NETWORK_FOLDER', details: { folder: '/mnt', found } };
    await expect(refuseNetworkFolder('/mnt', async () => type)).rejects.toMatchObject(refusal);
  });

  it('may be on a disk of this computer', async () => {
    expect(await refuseNetworkFolder(temporaryFolder())).toBeUndefined();
  });
});
