import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Definition, STEP_STATES, StepState, step } from '@autotrail/layer1';
import fc from 'fast-check';
import { renderGraphFromSource } from 'graphviz-cli';
import { describe, expect, it } from 'vitest';
import { toDot, writeTrailDefinitionAsDot } from '../../src/graph/dot.js';
import { printable } from '../../src/printable.js';
import { anyText } from '../support/any-text.js';
import { NASTY_NAMES } from '../support/nasty-names.js';

const named = (name: string) => step(() => {}, { name });

/** A definition of single steps with these names. */
const stepsNamed = (names: readonly string[]): Definition => names.map((name) => [named(name)]);

interface DrawnNode {
  readonly key: string;
  readonly texts: readonly string[];
  readonly fill: string | undefined;
}

/** Has Graphviz draw a graph, and reads its nodes from the SVG. */
async function draw(dot: string): Promise<readonly DrawnNode[]> {
  const svg = await renderGraphFromSource({ input: dot }, { format: 'svg' });
  return [...svg.matchAll(/<g id="node\d+" class="node">\s*<title>(.*?)<\/title>(.*?)<\/g>/gs)].map(
    ([, key = '', body = '']) => ({
      key,
      texts: [...body.matchAll(/<text [^>]*>(.*?)<\/text>/gs)].map(([, shown = '']) => unescapeXml(shown)),
      fill: body.match(/fill="([^"]+)"/)?.[1],
    }),
  );
}

function unescapeXml(xml: string): string {
  const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
  return xml.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
    code === undefined ? (names[name] ?? name) : String.fromCodePoint(code),
  );
}

/** What Graphviz may draw for a blank: XML collapses more than one. */
const withPlainBlanks = (shown: string): string => shown.replaceAll('\u00a0', ' ');

describe('toDot', () => {
  it('draws a node for each step, keyed by n, and an edge for each pair', () => {
    const [a, b, c] = [named('a'), named('b'), named('c')];
    expect(
      toDot([
        [a, b],
        [a, c],
        [a, b],
      ]),
    ).toBe(
      [
        'digraph trail {',
        '  node [shape=box style="rounded,filled" fillcolor="#ffffff" fontname="Helvetica"];',
        '  0 [label="a"];',
        '  1 [label="b"];',
        '  2 [label="c"];',
        '  0 -> 1;',
        '  0 -> 2;',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('draws the same definition always alike', () => {
    const definition = stepsNamed(NASTY_NAMES);
    expect(toDot(definition)).toBe(toDot(definition));
  });

  it('shows every name as it is, whatever is in it; what cannot be seen as an escape', async () => {
    const nodes = await draw(toDot(stepsNamed(NASTY_NAMES)));
    expect(nodes.map(({ texts }) => texts.map(withPlainBlanks))).toEqual(NASTY_NAMES.map((name) => [printable(name)]));
  });

  it('shows any name at all', async () => {
    const name = anyText.filter((text) => text.trim() !== '');
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 40 }), async (names) => {
        const nodes = await draw(toDot(stepsNamed(names)));
        const collapse = (text = ''): string => text.replace(/[\s\u00a0]+/g, ' ').trim();
        expect(nodes.map(({ texts }) => collapse(texts.join(' ')))).toEqual(names.map((each) => collapse(printable(each))));
      }),
      { numRuns: 30 },
    );
  });

  it('keeps equal names apart', async () => {
    const nodes = await draw(toDot([[named('same'), named('same')]]));
    expect(nodes.map(({ key, texts }) => [key, ...texts])).toEqual([
      ['0', 'same'],
      ['1', 'same'],
    ]);
  });

  it('draws a definition with a cycle, too', async () => {
    const [a, b] = [named('a'), named('b')];
    const dot = toDot([
      [a, b],
      [b, a],
    ]);
    expect(dot).toContain('  1 -> 0;');
    expect((await draw(dot)).map(({ key, texts }) => [key, ...texts])).toEqual([
      ['0', 'a'],
      ['1', 'b'],
    ]);
  });

  it('spells each state and colours it', async () => {
    const statuses = STEP_STATES.map((state, n) => ({ n, state, more: 'is ignored' }));
    const nodes = await draw(toDot(stepsNamed([...STEP_STATES.map((_, n) => `step ${n}`), 'plain']), { statuses }));
    expect(nodes.slice(0, -1).map(({ texts }) => texts)).toEqual(STEP_STATES.map((state, n) => [`step ${n}`, state]));
    expect(nodes.at(-1)).toMatchObject({ texts: ['plain'], fill: '#ffffff' });
    const failed = nodes[STEP_STATES.indexOf(StepState.Failed)];
    const succeeded = nodes[STEP_STATES.indexOf(StepState.Succeeded)];
    expect(failed?.fill).not.toBe(succeeded?.fill);
  });

  it.each([
    { n: 1, state: 'Ready' },
    { n: -1, state: 'Ready' },
    { n: 0.5, state: 'Ready' },
    { n: 0, state: 'ready' },
    { n: 0, state: 'toString' },
  ])('refuses the status %j, which is none of this trail', (status) => {
    expect(() => toDot([[named('a')]], { statuses: [status as never] })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION' }),
    );
  });
});

describe('writeTrailDefinitionAsDot', () => {
  const definition = [[named('a'), named('b')]] as const;

  it('writes what toDot draws, and leaves the stream open', async () => {
    const stream = new PassThrough();
    const statuses = [{ n: 0, state: StepState.Running }];
    await writeTrailDefinitionAsDot(definition, stream, { statuses });
    expect([stream.writableEnded, stream.listenerCount('error')]).toEqual([false, 0]);
    stream.end('after');
    await expect(text(stream)).resolves.toBe(`${toDot(definition, { statuses })}after`);
  });

  it('rejects with the error of a stream that fails, and lets nothing escape', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) });
    await expect(writeTrailDefinitionAsDot(definition, stream)).rejects.toThrow('disk full');
  });

  it('rejects for a stream that is closed', async () => {
    const stream = new PassThrough();
    stream.destroy();
    await expect(writeTrailDefinitionAsDot(definition, stream)).rejects.toThrow('destroyed');
  });

  it('writes nothing of what cannot be drawn', async () => {
    const stream = new PassThrough();
    await expect(writeTrailDefinitionAsDot([], stream)).rejects.toMatchObject({ code: 'AUTOTRAIL_EMPTY_DEFINITION' });
    expect(stream.read()).toBeNull();
  });
});
