/**
 * How a new version goes to two regions:
 *
 *     build ──> test ──┬──> deploy east ──> look at east ──┬──> announce
 *                      └──> deploy west ──> look at west ──┘
 *
 * The commands only say what real ones would do. Nothing here knows who will steer the trail, or how.
 */
import { Instruction, ShellCommand, Step, step } from 'autotrail';

/** What the steps work with. */
export interface Deployment {
  readonly version: string;
  /** The regions that the version has arrived in. */
  readonly regions: string[];
}

const build = new Step(new ShellCommand('build', 'echo building version {version}'), { phase: 'prepare' });
const test = new Step(new ShellCommand('test', 'echo testing version {version}'), { phase: 'prepare' });
const [deployEast, lookAtEast] = stepsFor('east');
const [deployWest, lookAtWest] = stepsFor('west');
const announce = step((_env, { version, regions }: Deployment) => `Version ${version} is live in ${regions.join(' and ')}.`, {
  name: 'announce',
  phase: 'tell',
});

/** The definition is plain data: the server runs it, and the command line reads its tags. */
export const deployment = [
  [build, test],
  [test, deployEast],
  [test, deployWest],
  [deployEast, lookAtEast],
  [deployWest, lookAtWest],
  [lookAtEast, announce],
  [lookAtWest, announce],
] as const;

/** Steps are values too: a function makes as many alike as there are regions. Their tags are what operators choose them by. */
function stepsFor(region: string) {
  const tags = { phase: 'deploy', region };
  const deploy = step((_env, { regions }: Deployment) => regions.push(region), { ...tags, name: `deploy ${region}` });
  const look = new Step(new Instruction(`look at ${region}`, `Is {version} well in the ${region}?`), tags);
  return [deploy, look] as const;
}
