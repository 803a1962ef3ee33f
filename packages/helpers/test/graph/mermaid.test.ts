import { type Definition, STEP_STATES, step } from '@autotrail/layer1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMermaid } from '../../src/graph/mermaid.js';
import { STATE_STYLES } from '../../src/graph/state-styles.js';
import { printable } from '../../src/printable.js';
import { anyText } from '../support/any-text.js';
import { NASTY_NAMES } from '../support/nasty-names.js';

const named = (name: string) => step(() => {}, { name });
const stepsNamed = (names: readonly string[]): Definition => names.map((name) => [named(name)]);

/** What may stand within the quotes of a label: letters, digits, single blanks, entities, and the break before the state. */
const LABEL = '(?:[\\p{L}\\p{M}\\p{N}]| (?! )|#\\d+;)*';
const GRAMMAR = {
  node: new RegExp(`^ {2}(?<id>n\\d+)\\["(?<name>${LABEL})(?:<br/>(?<state>${LABEL}))?"\\](?::::(?<style>[a-z-]+))?$`, 'u'),
  edge: /^ {2}(?<parent>n\d+) --> (?<child>n\d+)$/,
  style:
    /^ {2}classDef (?<style>[a-z-]+) fill:(?<fill>#[\da-f]{6}),stroke:#[\da-f]{6},stroke-width:2px,stroke-dasharray:(?:none|\d \d),color:#000000$/,
};

interface Flowchart {
  readonly nodes: readonly Partial<Record<string, string>>[];
  readonly edges: readonly (readonly [string | undefined, string | undefined])[];
  readonly styles: ReadonlyMap<string, string | undefined>;
}

/** Reads a flowchart by a grammar far stricter than Mermaid's, in which nothing in a label could mean anything. */
function read(flowchart: string): Flowchart {
  const [header, ...lines] = flowchart.split('\n');
  expect([header, lines.pop()]).toEqual(['flowchart TD', '']);
  const found = lines.map((line) => {
    const [kind, match] = Object.entries(GRAMMAR)
      .map(([name, rule]) => [name, rule.exec(line)] as const)
      .find(([, hit]) => hit !== null) ?? [undefined, undefined];
    return { kind: kind ?? expect.fail(`no line of a flowchart: ${line}`), groups: { ...match?.groups } };
  });
  const of = (kind: string) => found.filter((each) => each.kind === kind).map(({ groups }) => groups);
  return {
    nodes: of('node').map(({ id, name = '', state = '', style }) => ({ id, name: decode(name), state: decode(state), style })),
    edges: of('edge').map(({ parent, child }) => [parent, child] as const),
    styles: new Map(of('style').map(({ style = '', fill }) => [style, fill])),
  };
}

function decode(label: string): string {
  return label.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

describe('toMermaid', () => {
  it('draws a node for each step, keyed by n, and an edge for each pair', () => {
    const [a, b, c] = [named('a'), named('the b'), named('c-1')];
    expect(
      toMermaid([
        [a, b],
        [a, c],
        [a, b],
      ]),
    ).toBe('flowchart TD\n  n0["a"]\n  n1["the b"]\n  n2["c#45;1"]\n  n0 --> n1\n  n0 --> n2\n');
  });

  it('shows every name as it is, whatever is in it; what cannot be seen as an escape', () => {
    expect(read(toMermaid(stepsNamed(NASTY_NAMES))).nodes.map(({ name }) => name)).toEqual(NASTY_NAMES.map(printable));
  });

  it('shows any name at all', () => {
    const name = anyText.filter((text) => text !== '');
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        expect(read(toMermaid(stepsNamed(names))).nodes.map((node) => node.name)).toEqual(names.map(printable));
      }),
    );
  });

  it('draws a definition with a cycle, too, and keeps equal names apart', () => {
    const [a, b] = [named('same'), named('same')];
    const { nodes, edges } = read(
      toMermaid([
        [a, b],
        [b, a],
        [b, b],
      ]),
    );
    expect(nodes.map(({ id, name }) => [id, name])).toEqual([
      ['n0', 'same'],
      ['n1', 'same'],
    ]);
    expect(edges).toEqual([
      ['n0', 'n1'],
      ['n1', 'n0'],
      ['n1', 'n1'],
    ]);
  });

  it('spells each state and gives it a style of its own', () => {
    const statuses = STEP_STATES.map((state, n) => ({ n, state }));
    const { nodes, styles } = read(toMermaid(stepsNamed([...STEP_STATES, 'plain']), { statuses }));
    expect(nodes.slice(0, -1).map(({ state }) => state)).toEqual(
      STEP_STATES.map((state) => `${STATE_STYLES[state].glyph} ${state}`),
    );
    expect(nodes.slice(0, -1).map(({ style = '' }) => styles.get(style))).toEqual(
      STEP_STATES.map((state) => STATE_STYLES[state].fill),
    );
    expect(nodes.at(-1)).toEqual({ id: 'n13', name: 'plain', state: '', style: undefined });
    expect(styles.size).toBe(STEP_STATES.length);
  });

  it('refuses a status that is none of this trail', () => {
    expect(() => toMermaid([[named('a')]], { statuses: [{ n: 1, state: 'Ready' }] })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION', message: expect.stringContaining('toMermaid') }),
    );
  });
});
