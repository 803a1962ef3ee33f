import { type Definition, STEP_STATES, type StepState, step } from '@autotrail/layer1';
import { DOMParser, type Element } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATE_STYLES } from '../../src/graph/state-styles.js';
import { toSvg } from '../../src/graph/svg.js';
import { printable } from '../../src/printable.js';
import { anyText } from '../support/any-text.js';
import { NASTY_NAMES } from '../support/nasty-names.js';

const named = (name: string) => step(() => {}, { name });
const stepsNamed = (names: readonly string[]): Definition => names.map((name) => [named(name)]);

/** Parses XML; whatever is wrong with it is an error. A name may hold U+FFFD, of which the parser only warns. */
function parse(svg: string): Element {
  const parser = new DOMParser({
    onError: (level, message) => {
      if (level !== 'warning' || !message.startsWith('Unicode replacement character')) throw new Error(message);
    },
  });
  return parser.parseFromString(svg, 'image/svg+xml').documentElement as Element;
}

const all = (parent: Element, tag: string): readonly Element[] => [...parent.getElementsByTagName(tag)];
const number = (element: Element, attribute: string): number => Number(element.getAttribute(attribute));

interface Box {
  readonly title: string;
  readonly texts: readonly string[];
  readonly rect: Element;
}

function boxesOf(svg: Element): readonly Box[] {
  return all(svg, 'g').map((group) => ({
    title: all(group, 'title')[0]?.textContent ?? '',
    texts: all(group, 'text').map((text) => text.textContent ?? ''),
    rect: all(group, 'rect')[0] as Element,
  }));
}

const range = (start: number, length: number): readonly [number, number] => [start, start + length];

/** Whether all boxes are within the picture and no two of them touch. */
function isTidy(svg: Element): boolean {
  const areas = boxesOf(svg).map(({ rect }) => ({
    x: range(number(rect, 'x'), number(rect, 'width')),
    y: range(number(rect, 'y'), number(rect, 'height')),
  }));
  const apart = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]): boolean => b < c || d < a;
  const [width, height] = [number(svg, 'width'), number(svg, 'height')];
  return areas.every(
    ({ x, y }, i) =>
      x[0] >= 0 &&
      y[0] >= 0 &&
      x[1] <= width &&
      y[1] <= height &&
      areas.slice(i + 1).every((other) => apart(x, other.x) || apart(y, other.y)),
  );
}

describe('toSvg', () => {
  it('draws a box for each step, parents above their children, siblings from left to right', () => {
    const [a, b, c, d] = [named('a'), named('b'), named('c'), named('d')];
    const svg = parse(
      toSvg([
        [a, b],
        [a, c],
        [b, d],
        [c, d],
      ]),
    );
    const boxes = boxesOf(svg);
    expect(boxes.map(({ title, texts }) => [title, ...texts])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['c', 'c'],
      ['d', 'd'],
    ]);
    const [ys, xs] = ['y', 'x'].map((axis) => boxes.map(({ rect }) => number(rect, axis)));
    expect(ys).toEqual([ys?.[0], ys?.[1], ys?.[1], ys?.[3]]);
    expect([...new Set(ys)]).toEqual([...new Set(ys)].sort((one, other) => one - other));
    expect(xs?.[1]).toBeLessThan(xs?.[2] as number);
    const [lines, heads] = all(svg, 'path').map((path) => path.getAttribute('d') ?? '');
    expect([lines?.match(/M/g)?.length, heads?.match(/M/g)?.length]).toEqual([4, 4]);
  });

  it('draws the same definition always alike', () => {
    const definition = stepsNamed(NASTY_NAMES);
    expect(toSvg(definition)).toBe(toSvg(definition));
  });

  it('shows every name as it is, whatever is in it; what cannot be seen as an escape', () => {
    const boxes = boxesOf(parse(toSvg(stepsNamed(NASTY_NAMES))));
    expect(boxes.map(({ texts }) => texts)).toEqual(NASTY_NAMES.map((name) => [printable(name)]));
    expect(boxes.map(({ title }) => title)).toEqual(NASTY_NAMES.map(printable));
  });

  it('shows any name at all, in boxes that keep apart', () => {
    const name = anyText.filter((text) => text !== '');
    const pairs = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(name, { minLength: 10, maxLength: 10 }), pairs, (names, edges) => {
        const steps = names.map(named);
        const definition = [...steps.map((each) => [each]), ...edges.map((edge) => edge.map((key) => steps[key]))];
        const svg = parse(toSvg(definition as unknown as Definition));
        expect(
          boxesOf(svg)
            .map(({ texts }) => texts.join(''))
            .sort(),
        ).toEqual(names.map(printable).sort());
        expect(isTidy(svg)).toBe(true);
        expect(
          all(svg, 'path')
            .map((path) => path.getAttribute('d'))
            .join(),
        ).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { numRuns: 30 },
    );
  });

  it('holds nothing that acts, and nothing that refers to something else', () => {
    const svg = parse(toSvg(stepsNamed(NASTY_NAMES), { statuses: [{ n: 0, state: 'Running' }] }));
    const elements = [svg, ...all(svg, '*')];
    expect(new Set(elements.map(({ tagName }) => tagName))).toEqual(
      new Set(['svg', 'title', 'desc', 'g', 'rect', 'text', 'tspan']),
    );
    const attributes = new Set(elements.flatMap(({ attributes: own }) => [...own].map(({ name }) => name)));
    expect([...attributes].filter((name) => /^on|href|^id$|^style$/.test(name))).toEqual([]);
  });

  it('says in words what it shows', () => {
    const [a, b, c] = [named('a & b'), named('b'), named('c')];
    const svg = parse(
      toSvg(
        [
          [a, b],
          [a, c],
        ],
        { statuses: [{ n: 0, state: 'Paused due to failure' }] },
      ),
    );
    expect(svg.getAttribute('role')).toBe('img');
    const [title, desc] = [...svg.childNodes].filter(({ nodeType }) => nodeType === 1);
    expect(title?.textContent).toBe('A trail of 3 steps');
    expect(desc?.textContent).toBe('0: a & b; Paused due to failure; then 1 and 2.\n1: b.\n2: c.');
  });

  it('spells each state, colours it, and draws its border', () => {
    const statuses = STEP_STATES.map((state, n) => ({ n, state, more: 'is ignored' }));
    const boxes = boxesOf(parse(toSvg(stepsNamed([...STEP_STATES, 'plain']), { statuses })));
    const stated = boxes
      .slice(0, -1)
      .map(({ title, texts, rect }) => [title, texts[1], rect.getAttribute('fill'), rect.getAttribute('stroke')]);
    const look = (state: StepState) => [
      `${state}: ${state}`,
      `${STATE_STYLES[state].glyph} ${state}`,
      STATE_STYLES[state].fill,
      STATE_STYLES[state].hue,
    ];
    expect(stated).toEqual(STEP_STATES.map(look));
    const dashes = boxes.map(({ rect }) => rect.getAttribute('stroke-dasharray'));
    expect(new Set(dashes)).toEqual(new Set(['none', '7 4', '2 3']));
    expect(boxes.at(-1)?.texts).toEqual(['plain']);
  });

  it('draws a definition with a cycle, too, and keeps equal names apart', () => {
    const [a, b] = [named('same'), named('same')];
    const svg = parse(
      toSvg([
        [a, b],
        [b, a],
        [b, b],
      ]),
    );
    expect(boxesOf(svg).map(({ title }) => title)).toEqual(['same', 'same']);
    expect(isTidy(svg)).toBe(true);
    expect(all(svg, 'path')[1]?.getAttribute('d')?.match(/M/g)).toHaveLength(3);
  });

  it('leaves room for an edge of a step to itself, and no more', () => {
    const a = named('a');
    const [plain, looped] = [[[a]], [[a, a]]] as const;
    const [before, after] = [plain, looped].map((definition) => number(parse(toSvg(definition as Definition)), 'width'));
    expect((after ?? 0) - (before ?? 0)).toBe(48);
  });

  it('refuses a status that is none of this trail', () => {
    expect(() => toSvg([[named('a')]], { statuses: [{ n: 1, state: 'Ready' }] })).toThrow(
      expect.objectContaining({ code: 'AUTOTRAIL_BAD_OPTION', message: expect.stringContaining('toSvg') }),
    );
  });
});
