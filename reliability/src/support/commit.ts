import { execFileSync } from 'node:child_process';

/** The commit the code is of, in 12 hexadecimal digits, if that can be found out. */
export function commitOf(): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}
