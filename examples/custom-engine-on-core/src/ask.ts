/** Asks a build from another process: `ask.js <socket> progress`, `ask.js <socket> cancel <task>`. */
import { messageOf } from '@autotrail/core';
import { sendRequest } from '@autotrail/core/socket';

const [socketFile = '', name = '', task] = process.argv.slice(2);
try {
  const { result, error } = await sendRequest(socketFile, { name, ...(task !== undefined && { task }) }, { timeoutMs: 10_000 });
  if (error === null) console.table(result);
  else fail(error);
} catch (error) {
  fail(messageOf(error));
}

function fail(why: unknown): void {
  console.error(why);
  process.exitCode = 1;
}
