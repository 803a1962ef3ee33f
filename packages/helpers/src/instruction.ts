import { type JsonValue, messageOf } from '@autotrail/core';
import type { ActionObject, ConfirmOptions, Environment } from '@autotrail/layer1';
import { helpersError } from './errors.js';
import { checkInstructionOptions, type InstructionOptions } from './instruction-options.js';
import { showValue } from './show-value.js';
import { Names } from './template/names.js';
import { parseTemplate } from './template/parse-template.js';
import { fill, isTemplate, makeTemplate, type Template } from './template/template.js';

/** The text of an instruction, as a function answers it: a string is sent as it is, a template filled; `null` means nothing to do. */
export type InstructionText = string | Template | null | undefined;

/** Answers the text of an instruction when the step runs. */
export type InstructionFunction<TContext = never> = (
  env: Environment,
  context: TContext,
) => InstructionText | PromiseLike<InstructionText>;

/**
 * An action that a person carries out: the operators are shown a text, and reply `true` when they have done what it says. `false` fails
 * the step (`AUTOTRAIL_INSTRUCTION_NOT_COMPLETED`); any other reply is refused to who gives it, and the prompt stays open.
 *
 * The text is a template (`{name}` is an attribute of the context or, where that has none, a parameter of the run), or a function that
 * answers a text, a template, or `null` where there is nothing to do: the step then succeeds, and its return value says so.
 *
 * @throws AutoTrailError `AUTOTRAIL_BAD_INSTRUCTION`, `AUTOTRAIL_BAD_TEMPLATE`, `AUTOTRAIL_BAD_OPTION`, `AUTOTRAIL_UNKNOWN_OPTION`
 * @example
 * new Step(new Instruction('check', 'Look at the graphs of {host} before you go on.'), { phase: 'before' });
 * @example
 * new Instruction('approve', 'Does {host} go live?', { mayAnswer: ['ann', 'bob'], remindMs: 600_000 });
 */
export class Instruction<TContext = unknown> implements ActionObject<TContext> {
  readonly name: string;
  /** Asking again does no harm, so after a lost server the step may run again by itself. */
  readonly idempotent = true;
  readonly #text: InstructionFunction<TContext>;
  /** How a reply is asked for; `null`: none is needed. */
  readonly #terms: ConfirmOptions | null;

  constructor(name: string, text: string | InstructionFunction<TContext>, options: InstructionOptions = {}) {
    checkInstructionOptions(`instruction ${name}`, options);
    const { replyNeeded = true, ...terms } = options;
    this.name = name;
    this.#text = typeof text === 'function' ? text : constantText(text);
    this.#terms = replyNeeded ? terms : null;
  }

  /** Asks, and waits for the reply. */
  async run(env: Environment, context: TContext): Promise<JsonValue> {
    return this.#ask(env, await this.#textFor(env, context));
  }

  /**
   * Asks as {@link run} does. Where the text cannot be made, as its context would be filled by steps that were only rehearsed, the
   * question says so.
   */
  async rehearse(env: Environment, context: TContext): Promise<JsonValue> {
    const text = await this.#textFor(env, context).catch(
      (error: unknown) => `This cannot be told in a rehearsal: ${messageOf(error)}`,
    );
    return this.#ask(env, text);
  }

  async #textFor(env: Environment, context: TContext): Promise<string | null> {
    return readText(await this.#text(env, context), new Names(context, env.params));
  }

  async #ask(env: Environment, text: string | null): Promise<JsonValue> {
    if (text === null) return 'Nothing to do: there was no instruction.';
    if (this.#terms === null) {
      env.output(text);
      return null;
    }
    const reply = await env.confirm(text, this.#terms);
    if (reply !== true) throw helpersError('AUTOTRAIL_INSTRUCTION_NOT_COMPLETED', { reply: showValue(reply) });
    return true;
  }
}

function constantText(text: unknown): () => Template {
  if (typeof text !== 'string') throw badText(text);
  // A mistake in the template is to be found now, not when the step is reached.
  parseTemplate(text);
  const template = makeTemplate(text);
  return () => template;
}

function readText(text: unknown, names: Names): string | null {
  if (text === null || text === undefined) return null;
  if (isTemplate(text)) return fill(text, names);
  if (typeof text === 'string') return text;
  throw badText(text);
}

function badText(text: unknown): Error {
  return helpersError('AUTOTRAIL_BAD_INSTRUCTION', { found: showValue(text) });
}
