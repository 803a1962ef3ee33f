import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What a programme printed. */
export interface Printed {
  readonly exitCode: number;
  /** The line of JSON it ends with. */
  readonly figures: Readonly<Record<string, number | string | null>>;
  /** Everything else, breaches included. */
  readonly told: string;
}

/** Runs a programme as it was built, as a person would. */
export async function runMain(main: string, args: readonly string[] = []): Promise<Printed> {
  const path = fileURLToPath(new URL(`../../dist/${main}.js`, import.meta.url));
  if (!existsSync(path)) throw new Error(`${path} is not there: build the package first.`);
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, told, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  const json = out.split('\n').find((line) => line.startsWith('{'));
  if (json === undefined) throw new Error(`${main} printed no figures:\n${out}\n${told}`);
  console.log(out);
  return { exitCode, figures: JSON.parse(json) as Printed['figures'], told };
}
