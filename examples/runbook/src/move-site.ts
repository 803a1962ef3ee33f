/**
 * How a web site is moved to another server, by hand:
 *
 *     announce ──> freeze ──┬──> copy files ─────┬──> test ──> switch ──> thaw
 *                           └──> copy database ──┘
 *
 * Every step is an instruction. Replace one by a `ShellCommand` or a function on the day that it is worth it: the other steps,
 * and those who work with the runbook, need not be told.
 */
import { Instruction, Step } from 'autotrail';

/** What the instructions speak of: `{site}` in a text is filled in when the step is reached. */
export interface Move {
  readonly site: string;
  readonly from: string;
  readonly to: string;
}

const announce = new Step(new Instruction('announce', 'Tell everybody that {site} moves from {from} to {to}.'));
const freeze = new Step(new Instruction('freeze', 'Make {site} read-only on {from}.'));
const copyFiles = new Step(new Instruction('copy files', 'Copy /srv/{site} from {from} to {to}.'), { kind: 'copy' });
const copyDatabase = new Step(new Instruction('copy database', 'Dump the database on {from}, load it on {to}.'), {
  kind: 'copy',
});
const test = new Step(new Instruction('test', 'Open {site} on {to}, log in, and look around.'));
const switchOver = new Step(new Instruction('switch', 'Point the DNS record of {site} to {to}.'));
const thaw = new Step(new Instruction('thaw', 'Make {site} writable on {to}.'));

/** The runbook: pairs of an instruction and one that comes after it. */
export const moveSite = [
  [announce, freeze],
  [freeze, copyFiles],
  [freeze, copyDatabase],
  [copyFiles, test],
  [copyDatabase, test],
  [test, switchOver],
  [switchOver, thaw],
] as const;
