import { secretMasker } from './registry.js';

/**
 * Fields that hold what operators and actions have said, whatever is in it: they are masked through and through. Those of wire 1 are
 * spelt as it spells them.
 */
const DATA: ReadonlySet<string> = new Set([
  'message',
  'value',
  'returnValue',
  'input',
  'inputMessages',
  'outputMessages',
  'promptMessages',
  'context',
  'params',
  'choices',
  'default',
  'schema',
  'Return value',
  'Input messages',
  'Output messages',
  'Prompt messages',
  'Waiting for response',
]);

/** Fields that hold the engine's own words, or names that must stay what they are: programs go by them. */
const WORDS: ReadonlySet<string> = new Set([
  'type',
  'call',
  'row',
  'state',
  'State',
  'states',
  'becomes',
  'cause',
  'provenance',
  'waitsFor',
  'on',
  'onTimeout',
  'status',
  'fate',
  'to',
  'kind',
  'allowed',
  'code',
  'id',
  'promptId',
  'requestId',
  'digest',
  'trail',
  'run',
  'name',
  'Name',
  'tags',
  'Tags',
  'since',
  'startTime',
  'source',
  'subscription',
]);

/**
 * What is told or noted of a trail, with every registered secret masked: journal records, answers, events. The engine's own words are
 * spared, or a secret that is `Running` would make a journal unreadable. The value itself, not a copy, where no secrets are registered.
 */
export function maskTold<T>(told: T): T {
  return secretMasker().isEmpty ? told : (maskPart(told) as T);
}

function maskPart(part: unknown): unknown {
  if (typeof part === 'string') return secretMasker().maskText(part);
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map(maskPart);
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, maskField(key, value)]));
}

function maskField(key: string, value: unknown): unknown {
  if (WORDS.has(key)) return value;
  return DATA.has(key) ? secretMasker().maskJson(value) : maskPart(value);
}
