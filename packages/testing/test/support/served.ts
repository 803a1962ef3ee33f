import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Definition } from '@autotrail/layer1';
import { TrailClient, TrailServer, type TrailServerOptions } from '@autotrail/layer2';
import { onTestFinished } from 'vitest';

/** A trail that is served on a socket until the test is over, and a client for it. */
export async function served(
  definition: Definition<unknown>,
  options: TrailServerOptions = {},
): Promise<{ readonly server: TrailServer; readonly client: TrailClient }> {
  const folder = mkdtempSync(join(tmpdir(), 'autotrail-testing-'));
  const server = new TrailServer(definition, { name: 'served', socketFile: join(folder, 's'), journalFile: false, ...options });
  await server.start();
  const client = new TrailClient(server.socketFile);
  onTestFinished(async () => {
    await client.close();
    await server.shutdown();
    rmSync(folder, { recursive: true });
  });
  return { server, client };
}
