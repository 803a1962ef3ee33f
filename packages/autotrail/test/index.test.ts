import * as core from '@autotrail/core';
import * as helpers from '@autotrail/helpers';
import * as layer1 from '@autotrail/layer1';
import * as layer2 from '@autotrail/layer2';
import { describe, expect, it } from 'vitest';
import * as autotrail from '../src/index.js';

const OWN = ['CLI_ERRORS', 'ExitCode', 'addTrailCommands', 'runCli', 'tagsOf'];

describe('autotrail', () => {
  it('is everything of layer2 and helpers, what a trail file needs of the layers below, and the command line', () => {
    const { Step, step, StepState, StatusField, secret, registerSecret } = layer1;
    const below = {
      ...layer2,
      ...helpers,
      ...{ Step, step, StepState, StatusField, secret, registerSecret },
      AutoTrailError: core.AutoTrailError,
    };
    expect(autotrail).toMatchObject(below);
    expect(Object.keys(autotrail).sort()).toEqual([...Object.keys(below), ...OWN].sort());
  });
});
