import fc from 'fast-check';

const ASCII = fc.integer({ min: 1, max: 0x7f });
const ANY_CODE_UNIT = fc.integer({ min: 0, max: 0xffff });
const ANY_CHARACTER = fc.oneof(fc.integer({ min: 1, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }));

/** Any string that JavaScript can hold: control characters, NUL, halves of surrogate pairs and all. */
export const anyText = fc.string({ unit: fc.oneof(ASCII, ANY_CODE_UNIT).map((unit) => String.fromCharCode(unit)) });

/** Any string that a process can be given as an argument: UTF-8 without NUL. */
export const anyArgument = fc.string({ unit: fc.oneof(ASCII, ANY_CHARACTER).map((unit) => String.fromCodePoint(unit)) });
