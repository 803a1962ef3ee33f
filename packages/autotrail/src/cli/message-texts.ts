import type { JsonValue } from '@autotrail/core';
import { jsonText } from '@autotrail/helpers';

/** The lines of a message. What is put out comes in columns, so that a tab is shown as spaces, where elsewhere it is spelt out. */
export function messageTexts(message: JsonValue): readonly string[] {
  return jsonText(message).replaceAll('\t', '    ').split(/\r?\n/);
}
