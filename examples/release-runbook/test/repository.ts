import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a repository with a commit for each message, and a tag for each that begins with `v`. Answers its `.git`. */
export function makeRepository(path: string, history: readonly string[]): string {
  const git = (...args: readonly string[]): Buffer => execFileSync('git', ['-C', path, ...args]);
  execFileSync('git', ['init', '--quiet', path]);
  for (const [setting, value] of SETTINGS) git('config', setting, value);
  for (const entry of history) {
    if (entry.startsWith('v')) git('tag', entry);
    else {
      writeFileSync(join(path, 'file'), entry);
      git('add', 'file');
      git('commit', '--quiet', '--message', entry);
    }
  }
  return join(path, '.git');
}

const SETTINGS = [
  ['user.name', 'Somebody'],
  ['user.email', 'somebody@example.org'],
  ['commit.gpgsign', 'false'],
  ['tag.gpgsign', 'false'],
] as const;
