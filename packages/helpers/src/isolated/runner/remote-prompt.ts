import type { JsonObject, JsonValue } from '@autotrail/core';
import { AnswerReader, asJson, type InputOptions, isStandardSchema, jsonSchemaOf } from '@autotrail/layer1';
import { layer1Error } from '../../errors.js';
import { showValue } from '../../show-value.js';
import type { PromptMessage } from '../messages.js';

/** A prompt that an isolated action waits for: its schema and its signal are here, all else is with the server. */
export class RemotePrompt {
  /** What the server is to ask. */
  readonly request: Omit<PromptMessage, 'type' | 'id'>;
  readonly signal: AbortSignal | undefined;
  readonly #answers: AnswerReader;

  /** @throws AutoTrailError `AUTOTRAIL_NOT_JSON` */
  constructor(message: JsonValue, options: InputOptions) {
    const { schema, signal, ...others } = options;
    const isSchema = isStandardSchema(schema);
    const isSignal = signal instanceof AbortSignal;
    // What is neither goes to the server as it is, which then says what it should be.
    const data = { ...others, ...(!isSchema && { schema }), ...(!isSignal && { signal }) };
    const given = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
    this.signal = isSignal ? signal : undefined;
    this.#answers = new AnswerReader(isSchema ? schema : undefined);
    this.request = {
      prompt: asJson(message, 'a prompt'),
      options: asJson(given, 'the options of a prompt') as JsonObject,
      ...(isSchema && { schema: jsonSchemaOf(schema) ?? null }),
    };
  }

  /** Looks at an answer before it is taken: says why it is not, or `null`. */
  async check(value: JsonValue): Promise<string | null> {
    return this.#answers.check(value);
  }

  /** What the action gets for an answer. */
  async read(value: JsonValue): Promise<unknown> {
    const read = await this.#answers.read(value);
    if (read.isValid) return read.output;
    const promptId = showValue(this.request.prompt);
    throw layer1Error('AUTOTRAIL_ANSWER_REFUSED', { promptId, value: showValue(value), why: read.why });
  }
}
