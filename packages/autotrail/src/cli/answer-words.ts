/** How answers are typed on the command line. */
import type { JsonValue } from '@autotrail/core';
import { type AnswerTerms, jsonText } from '@autotrail/helpers';

/** The words of a command that answer with a value, or with one of the choices there are. */
export function answerWords(value: JsonValue, choices: readonly JsonValue[]): readonly string[] {
  if (typeof value === 'boolean') return [value ? '--yes' : '--no'];
  const text = jsonText(value);
  // Which choice is meant goes by its text: of two that read the same the first.
  const isText = choices.length === 0 ? typeof value === 'string' : choices.find((choice) => jsonText(choice) === text) === value;
  if (isText) return argumentWords(text);
  const type = typeof value === 'number' ? 'number' : 'json';
  return ['--type', type, ...argumentWords(JSON.stringify(value))];
}

/** An option and its value, which may begin with a dash. */
export function optionWords(option: string, value: string): readonly string[] {
  return value.startsWith('-') ? [`${option}=${value}`] : [option, value];
}

/** Whether a prompt without choices may be meant to be answered by yes or no. */
export function takesBoolean({ schema, default: usual }: AnswerTerms): boolean {
  if (usual !== undefined && typeof usual !== 'boolean') return false;
  if (schema === undefined) return true;
  const { type = [], enum: values } = schema;
  if (Array.isArray(values)) return values.some((value) => typeof value === 'boolean');
  return [type].flat().includes('boolean');
}

/** An argument, which is not to be taken for an option. */
function argumentWords(text: string): readonly string[] {
  return text.startsWith('-') ? ['--', text] : [text];
}
