import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { helpersError } from '../../errors.js';
import type { LaunchSpec } from '../../process/launcher.js';
import type { AttemptFiles } from './attempt-files.js';

/**
 * What starts a command that outlives its server, and notes how it ended. It is given the folder of the attempt and the command, as
 * arguments: nothing is ever written into it.
 *
 * Making `pid`, which nobody may have made before, is what entitles it to start the command. It hears every signal that its group is
 * sent, and lives to see what the command makes of it; its traps are not handed on. `exec` takes no builtin for a program, and what a
 * shell has to say of a command that was killed is nothing that the command has printed.
 */
const SUPERVISOR = `
autotrail_folder=$1
shift
exec </dev/null >>"$autotrail_folder/stdout" 2>>"$autotrail_folder/stderr" || exit 125
trap : HUP INT QUIT TERM
set -C
{
  autotrail_stat=
  [ -r "/proc/$$/stat" ] && IFS= read -r autotrail_stat <"/proc/$$/stat"
  printf '%s\\n%s\\n' "$$" "$autotrail_stat"
} >"$autotrail_folder/pid" || exit 125
set +C
exec 3>&2 2>/dev/null
(exec "$@" 2>&3 3>&-)
autotrail_code=$?
printf '%s\\n' "$autotrail_code" >"$autotrail_folder/result.new" &&
  command -p mv -f "$autotrail_folder/result.new" "$autotrail_folder/result"
exit "$autotrail_code"
`;

/** What is to be started so that the command goes on without its server. @throws AutoTrailError `AUTOTRAIL_PROGRAM_NOT_FOUND` */
export function supervised(spec: LaunchSpec, { folder }: AttemptFiles): LaunchSpec {
  const program = findProgram(spec);
  const args = ['-c', SUPERVISOR, 'autotrail', folder, program, ...spec.args];
  return { ...spec, file: '/bin/sh', args, outlivesServer: true };
}

/** The path of a program, found as the system would find it. A missing one is to be known now, not by what a shell says of it. */
function findProgram({ file, cwd, env }: LaunchSpec): string {
  const folders = file.includes('/') ? [''] : (env.PATH ?? '').split(delimiter).map((folder) => (folder === '' ? '.' : folder));
  const found = folders.map((folder) => resolve(cwd, folder, file)).find(isProgram);
  if (found === undefined) throw helpersError('AUTOTRAIL_PROGRAM_NOT_FOUND', { program: file });
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
