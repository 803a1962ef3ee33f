import { isolated } from '@autotrail/helpers';
import { InProcessExecutor, step } from '@autotrail/layer1';
import { type ExecutorSteps, executorSuite, functionSteps } from '@autotrail/testing';
import { describe, it } from 'vitest';

const ACTIONS = new URL('./fixtures/executor-actions.js', import.meta.url);

/** The steps that every executor is tried with, each with its action in a process of its own. */
const steps = Object.fromEntries(
  Object.keys(functionSteps()).map((name) => [name, step(isolated(ACTIONS, name))]),
) as ExecutorSteps;

describe('an executor whose actions are isolated', () => {
  for (const { name, run } of executorSuite(async () => new InProcessExecutor(), steps)) it(name, run);
});
