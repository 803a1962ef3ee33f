/** Calls the rotation from another process: `call.js <socket> <person> <call> [tag=value…]`, such as `… lee approve name=renew`. */
import { AutoTrailError, messageOf } from '@autotrail/core';
import { connect } from '@autotrail/core/socket';

const [socketFile = '', actor = '', name = '', ...given] = process.argv.slice(2);
try {
  const connection = await connect(socketFile);
  const { result, error } = await connection.request(name, { actor, tags: Object.fromEntries(given.map(readTag)) });
  if (error === null) console.log(JSON.stringify(result));
  else fail(error);
  await connection.close();
} catch (error) {
  fail(AutoTrailError.is(error) ? error : { message: messageOf(error) });
}

function readTag(text: string): readonly [string, string] {
  const [key = '', ...value] = text.split('=');
  return [key, value.join('=')];
}

function fail({ message, hint = '' }: { readonly message: string; readonly hint?: string | undefined }): void {
  console.error(`${message} ${hint}`.trimEnd());
  process.exitCode = 1;
}
