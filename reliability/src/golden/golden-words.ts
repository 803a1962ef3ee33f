import type { TrailEvent } from '@autotrail/layer1';
import type { Random } from '../support/random.js';

/** Texts that a format could stumble over. */
const TEXTS = ['', 'Größe', '\u{1F600}', '"]\n', '\\u0000', '["00000000 ', '\u2028', 'for the release'];

/** An event with what people and actions have said in it: who wanted it and why, and values of all kinds. */
export function withWords(event: TrailEvent, random: Random): TrailEvent {
  const text = random.pick(TEXTS) ?? '';
  switch (event.type) {
    case 'ended':
      return { ...event, ...(random.chance(0.2) && { context: { ended: event.attempt, text } }) };
    case 'prompt':
      return { ...event, message: { question: text }, ...(random.chance(0.3) && { schema: { title: text }, isChecked: true }) };
    case 'resumed':
      return { ...event, policies: random.chance(0.3) ? [text] : [] };
    case 'reply':
      return { ...event, value: [text, null, 1.5, -0.25, 1e21, true], ...provenance(random, text) };
    case 'message':
      return { ...event, message: { text }, ...provenance(random, text) };
    case 'note':
      return { ...event, text, ...provenance(random, text) };
    case 'command':
    case 'limit':
    case 'context':
    case 'shutdown':
      return { ...event, ...provenance(random, text) };
    default:
      return event;
  }
}

function provenance(
  random: Random,
  reason: string,
): { readonly actor?: string; readonly reason?: string; readonly source?: string } {
  if (random.chance(0.5)) return {};
  return { actor: 'ada', ...(random.chance(0.5) && { reason }), ...(random.chance(0.5) && { source: 'uid 1000' }) };
}
