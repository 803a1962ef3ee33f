import type { Random } from '../support/random.js';
import { choose } from './choose.js';
import type { Wire } from './hostile-line.js';

/** A request as text: the keys and values of its fields, each as JSON text, so that what no serializer writes can be written. */
export type Fields = readonly (readonly [key: string, value: string])[];

const SELECTORS = [
  '{}',
  '{"n":3}',
  '{"role":"ends"}',
  '{"name":"asks-1"}',
  '{"weight":1.5,"urgent":false}',
  '{"n":1,"role":"ends"}',
];
const STATES = ['[]', '["Running"]', '["Ready","Paused due to failure"]', '["Paused","Skipped","Blocked"]'];
const WORDS_1 = ['[]', '["State","Tags"]', '["Output messages","Input messages","Prompt messages"]', '["Waiting for response"]'];
const KEYS_2 = ['[]', '["state","cause","allowed"]', '["outputMessages","prompts"]', '["n","name","tags"]'];
const CONTROL_CALLS = [
  'pause',
  'pause_branch',
  'resume',
  'resume_branch',
  'skip',
  'unskip',
  'block',
  'unblock',
  'interrupt',
  'set_pause_on_fail',
  'unset_pause_on_fail',
];

/** A call that is sound, complete on both versions of the wire, and changes nothing: a dry run, or one that reads. */
export function soundCall(random: Random, wire: Wire): Fields {
  const selector = choose(random, SELECTORS);
  const states = choose(random, STATES);
  const dry: Fields = [['"dry_run"', 'true']];
  const both: readonly Fields[] = [
    [
      ...named('status'),
      ['"tags"', selector],
      ['"states"', states],
      ['"status_fields"', choose(random, wire === 1 ? WORDS_1 : KEYS_2)],
    ],
    [...named('list'), ['"tags"', selector]],
    [...named('start'), ...dry],
    [...named('next_steps'), ['"step_count"', '2'], ...dry],
    [...named('shutdown'), ...dry],
    [...named('send_message_to_steps'), ['"tags"', selector], ['"message"', '{"a":[1,null]}'], ...dry],
    ...CONTROL_CALLS.map((name): Fields => [...named(name), ['"tags"', selector], ...dry]),
  ];
  return choose(random, wire === 1 ? both : [...both, ...callsSince2(random, selector)]);
}

/** Those that only version 2 of the wire has. */
function callsSince2(random: Random, selector: string): readonly Fields[] {
  const dry: Fields = [['"dry_run"', 'true']];
  return [
    [...named('stop'), ['"interrupt"', 'true'], ...dry],
    [...named('wait'), ['"until"', '"needsInput"']],
    [...named('describe'), ['"tags"', choose(random, [selector, 'null'])]],
    [...named('rerun'), ['"tags"', selector], ['"below"', choose(random, ['true', 'false'])], ...dry],
    [...named('mark_done'), ['"tags"', selector], ['"value"', '{"a":[1,null]}'], ...dry],
    [...named('fail'), ['"tags"', selector], ...dry],
    [...named('set_limit'), ['"tags"', selector], ['"most"', choose(random, ['0', '3', 'null'])], ...dry],
    [
      ...named('pause_branch'),
      ['"tags"', selector],
      ['"until"', choose(random, ['"2100-01-01T00:00:00Z"', '4102444800000'])],
      ...dry,
    ],
    [...named('pause'), ['"tags"', selector], ['"actor"', '"kim"'], ['"reason"', '"to see"'], ['"request_id"', '"r-1"'], ...dry],
  ];
}

/** The fields with another value for one of them. */
export function withField(fields: Fields, key: string, value: string): Fields {
  return fields.map((field) => (field[0] === key ? [key, value] : field));
}

/** The request as a line holds it. */
export function textOf(fields: Fields): string {
  return `{${fields.map(([key, value]) => `${key}:${value}`).join(',')}}`;
}

function named(name: string): Fields {
  return [['"name"', `"${name}"`]];
}
