import { readFileSync } from 'node:fs';
import { autotrailProgram } from './cli/autotrail-program.js';
import { runProgram } from './cli/run-program.js';

const manifest: { readonly version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

await runProgram(autotrailProgram(manifest.version));
