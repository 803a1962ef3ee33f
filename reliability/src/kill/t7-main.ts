/** T7: sync before answer. `--commands` says how many are watched in either way, `RELIABILITY_SEED` which. */
import { parseArgs } from 'node:util';
import { seedOfRun } from '../support/random.js';
import { printReport } from '../support/report.js';
import type { Saboteur } from './saboteur-disk.js';
import { watchOrder } from './sync-before-answer.js';
import { traceServer, whyNoTrace } from './trace-server.js';

/** What must be found out, or nothing that was not found means anything. */
const SABOTEURS: readonly Saboteur[] = ['no sync', 'acknowledge before write'];
/** Commands that a saboteur is given. */
const SABOTAGED = 50;

const { values } = parseArgs({ options: { commands: { type: 'string', default: '100' } } });
const commands = Number(values.commands);
const seed = seedOfRun();
const begin = performance.now();
const watched = await watchOrder({ seed, commands });
const reason = whyNoTrace();
if (reason !== null) console.log(`The calls of the system are not traced: ${reason}`);
const traced = reason === null ? await traceServer({ seed, commands }) : { answers: 0, syncs: 0, breaches: [] };
const breaches = [...watched.breaches, ...traced.breaches];
if (watched.answers < commands) breaches.push(`proves too little: only ${watched.answers} answers were watched`);
if (reason === null && traced.answers < commands) breaches.push(`proves too little: only ${traced.answers} answers were traced`);
let caught = 0;
for (const saboteur of SABOTEURS) {
  const sabotaged = { seed, commands: SABOTAGED, saboteur };
  const found = [(await watchOrder(sabotaged)).breaches.length];
  if (reason === null) found.push((await traceServer(sabotaged)).breaches.length);
  caught += found.filter((count) => count > 0).length;
  if (found.includes(0)) breaches.push(`proves too little: the saboteur "${saboteur}" was not found out`);
}
printReport({
  programme: 'T7 sync before answer',
  seed,
  begin,
  figures: {
    'answers watched': watched.answers,
    'attempts watched': watched.attempts,
    'syncs watched': watched.syncs,
    'answers traced': traced.answers,
    'syncs traced': traced.syncs,
    'saboteurs found out': caught,
  },
  breaches,
});
if (breaches.length > 0) process.exitCode = 1;
