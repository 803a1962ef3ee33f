import { pathToFileURL } from 'node:url';
import { isolated, ShellCommand } from '@autotrail/helpers';
import { type ActionObject, type Definition, step } from '@autotrail/layer1';
import { bundle } from '../support/bundle.js';
import { childLauncher, type Saboteur, sabotagedAction } from './saboteurs.js';
import { SHAPES, type Shape } from './shapes.js';

/** How long each is asked before it is told, and told before it is killed. */
const INTERRUPT_DELAYS = { terminateMs: 100, killMs: 100 };

/** What a trail of trees is made of. */
export interface TreeTrailOptions {
  /** Where attempts leave their files. */
  readonly ledger: string;
  /** Bytes of a flood. */
  readonly floodBytes: number;
  readonly saboteur: Saboteur | null;
}

/** A trail of one step for each shape, none of which waits for another: the number of a step is the place of its shape. */
export function treeTrail(options: TreeTrailOptions): Definition<unknown> {
  return SHAPES.map((shape) => {
    const action = sabotagedAction(actionOf(shape, options), options.saboteur);
    return [step(action, { name: shape.name }, { idempotent: shape.idempotent === true })];
  });
}

function actionOf({ name, script, outlives }: Shape, options: TreeTrailOptions): ActionObject<unknown> {
  const { ledger, floodBytes, saboteur } = options;
  const launcher = saboteur === 'signals the child alone' ? { launcher: childLauncher } : {};
  const common = { interruptDelays: INTERRUPT_DELAYS, ...launcher };
  if (script === null) return isolated(pathToFileURL(bundle('processes/busy-main')), 'busy', common);
  const command = ['sh', '-c', script, 'sh', ledger, `${floodBytes}`];
  return new ShellCommand(name, command, { ...common, outlivesServer: outlives === true });
}
