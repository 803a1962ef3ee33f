import type { JsonObject, JsonValue, Tags } from '@autotrail/core';
import type { ShownPlan } from '@autotrail/helpers';
import type { AffectedStep, ControlResult, RefusedStep } from '@autotrail/layer1';
import type { CommandOptions, PlannableCall, TrailClient } from '@autotrail/layer2';
import type { Command } from 'commander';
import type { ValueType } from './typed-value.js';

/** A control command: how it is typed, and which call it makes. */
export interface ControlCall {
  readonly usage: string;
  readonly description: string;
  /** Names of old, that help does not show. */
  readonly aliases?: readonly string[];
  readonly isHidden?: true;
  /** Adds options of its own. */
  readonly configure?: (command: Command) => unknown;
  /** Whether it is given a selector, or `--all`. */
  readonly selects: boolean;
  /** Whether it makes sense also where it affects no step. */
  readonly mayAffectNothing?: true;
  /** Whether it acts without being confirmed. */
  readonly isHarmless?: true;
  /** What a person is asked to agree to, where the description does not say it all: the end of a sentence. */
  readonly ask?: (request: ControlRequest) => string;
  /** What it comes to, where that is not just a number of steps: the end of a sentence. */
  readonly tell?: (request: ControlRequest, outcome: ToldOutcome) => string | undefined;
  /** The request as it is meant from now on: what is asked about is what is then done. */
  readonly settle?: (request: ControlRequest) => ControlRequest;
  /** Refuses what the server would take. */
  readonly check?: (client: TrailClient, request: Pick<ControlRequest, 'selector'>) => Promise<void>;
  readonly call: (client: TrailClient, request: ControlRequest) => Promise<ControlOutcome>;
  /** The same call, to be planned. */
  readonly planned: (request: ControlRequest) => PlannedCall;
}

/** What a command came to, or would come to, to be told in words. */
interface ToldOutcome extends Pick<ControlOutcome, 'affected'> {
  readonly dryRun: boolean;
}

/** A call as a plan is made of it: its name on the wire, and what it needs beside a selector. */
interface PlannedCall {
  readonly name: PlannableCall;
  readonly fields?: JsonObject;
}

/** The options of single control commands. */
export interface OwnOptions {
  readonly branch?: true;
  readonly below?: true;
  readonly until?: string;
  readonly for?: string;
  readonly value?: string;
  readonly interrupt?: true;
  readonly stepCount?: string;
  readonly message?: string;
  readonly type?: ValueType;
}

/** A control command as it was typed. */
export interface ControlRequest extends CommandOptions {
  readonly selector: Tags;
  readonly args: readonly string[];
  readonly own: OwnOptions;
}

/** What a control command came to, or would come to in a dry run. */
export interface ControlOutcome {
  readonly affected: readonly AffectedStep[];
  readonly refused: readonly RefusedStep[];
  /** What the server answered. */
  readonly data: JsonValue;
  /** All that would follow, where that is known. */
  readonly plan?: ShownPlan;
  /** Carries out what was looked at in a dry run and nothing else; left out where that is simply the call. */
  readonly act?: (options: CommandOptions) => Promise<ControlOutcome>;
}

/** The outcome of a call that answers as most do. */
export async function outcomeOf(answer: Promise<ControlResult>): Promise<ControlOutcome> {
  const { affected, refused, revision } = await answer;
  return { affected, refused, data: { affected, refused, revision } };
}
