import { describe, expect, it } from 'vitest';
import { step } from '../src/step.js';
import { nameOfVertex } from '../src/vertex-name.js';

describe('nameOfVertex', () => {
  it.each([
    { vertex: 'build', name: 'build' },
    { vertex: '', name: '' },
    { vertex: { name: 'build' }, name: 'build' },
    { vertex: step({ name: 'deploy' }), name: 'deploy' },
    { vertex: function release() {}, name: 'release' },
    { vertex: 7, name: '7' },
    { vertex: true, name: 'true' },
    { vertex: Symbol('s'), name: 'a symbol' },
    { vertex: { name: '' }, name: 'an object' },
    { vertex: { name: 5 }, name: 'an object' },
    { vertex: {}, name: 'an object' },
    { vertex: Object.create(null), name: 'an object' },
    { vertex: new Map(), name: 'a Map' },
    { vertex: () => 1, name: 'vertex' },
    {
      vertex: (
        () => () =>
          1
      )(),
      name: 'a function',
    },
    { vertex: undefined, name: 'undefined' },
  ])('calls vertex %# `$name`', ({ vertex, name }) => {
    expect(nameOfVertex(vertex)).toBe(name);
  });
});
