import type { ServerFacts } from './client-types.js';
import type { ServerLink } from './server-link.js';

/** What a server says of itself when it is connected to. */
export async function askFacts(link: ServerLink): Promise<ServerFacts> {
  const connection = await link.open();
  await connection.close();
  const { trail, revision, run = '', trouble = null } = connection.hello;
  return {
    trail: String(trail),
    run: String(run),
    revision: Number(revision),
    trouble: trouble === null ? null : String(trouble),
  };
}
