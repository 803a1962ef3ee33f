/**
 * How a version goes out:
 *
 *     look ──> build ──┬──> firefox ──┐
 *                      ├──> chrome ───┼──> deploy ──┬──> smoke ──> announce
 *                      ├──> safari ───┘             └╌╌> roll back (if deploy has failed)
 *                      └──> changelog
 *     console
 *
 * The commands are harmless, and some of them fail on purpose. Nothing here says who may hold, leave out, end or repeat which step, or
 * when: that is decided while it runs.
 */
import { type Environment, Instruction, ShellCommand, Step, step, type TrailServerOptions } from 'autotrail';

/** What the steps share, and operators may mend. */
interface Context {
  readonly cluster: string;
}

const look = new Step(new Instruction('look', 'Look at the graphs of cluster {cluster} before {version} goes out.'));

/** It hears of operators by its stdin, and has nothing to do with the others. */
const console = new Step(new ShellCommand('console', 'head -n 1'));

const build = new Step(
  new ShellCommand('build', 'echo building {version}'),
  { phase: 'build' },
  { after: ({ params }) => `release-${params.version}.tgz` },
);

/** There is none yet: the second attempt will not find it either. */
const changelog = new Step(
  new ShellCommand('changelog', 'test -s CHANGELOG-{version}.md'),
  { phase: 'build' },
  { retry: { attempts: 2, backoffMs: 1 } },
);

const [firefox, chrome, safari] = [lookWith('firefox'), lookWith('chrome'), lookWith('safari')];

const deploy = step(
  (_env, { cluster }: Context) => {
    if (cluster === 'blue') throw new Error('Cluster blue is full.');
    return `live on ${cluster}`;
  },
  { name: 'deploy', phase: 'live' },
  { reads: ['cluster'] },
);

const rollBack = new Step(new ShellCommand('roll back', 'echo back to the version before'), { phase: 'live' });
const smoke = new Step(new ShellCommand('smoke', 'test -e live/{version}'), { phase: 'check' });
const announce = new Step(new Instruction('announce', 'Tell everybody that {version} is live.'));

const options: TrailServerOptions<Context> = {
  name: 'release',
  context: { cluster: 'blue' },
  contextAccess: 'set',
  params: { version: { type: 'string', default: '1.4.0', describe: 'what goes out' } },
  // There is one tester.
  limits: [{ tags: { phase: 'test' }, most: 1 }],
  failurePairs: [[deploy, rollBack]],
};

export default {
  definition: [
    [look, build],
    [console],
    [build, firefox],
    [build, chrome],
    [build, safari],
    [build, changelog],
    [firefox, deploy],
    [chrome, deploy],
    [safari, deploy],
    [deploy, smoke],
    [smoke, announce],
  ],
  ...options,
};

/** A tester looks at what was built. Whoever says nothing for an hour has not approved of it: the step is then left out. */
function lookWith(browser: string) {
  const ask = async (env: Environment) => {
    const built = env.resultOf(build);
    const what = built.status === 'succeeded' ? built.value : 'what was built';
    const verdict = await env.ask(`Click through ${what} with ${browser}.`, {
      choices: ['fine', 'broken'],
      mayAnswer: ['ann', 'bob'],
      timeoutMs: 3_600_000,
      onTimeout: 'skip',
    });
    if (verdict === 'broken') throw new Error(`${what} is broken in ${browser}.`);
    return verdict;
  };
  return step(ask, { name: browser, phase: 'test' }, { uses: [build] });
}
