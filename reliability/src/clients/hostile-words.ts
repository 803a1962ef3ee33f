/** What a request may hold that careless code trips over. Values are JSON text: no serializer would write some of them. */

/** The names that every object seems to have, and others that are no call, field or step of anybody. */
export const INHERITED_NAMES: readonly string[] = [
  ...Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__'),
  ...Object.getOwnPropertyNames(Function.prototype),
  'prototype',
  'then',
  'length',
];

/** Numbers at the edges of what a double, an integer or a count can be. */
export const ODD_NUMBERS: readonly string[] = [
  '1e999',
  '-1e999',
  '-0',
  '0',
  '-1',
  '9007199254740993',
  '-9007199254740993',
  '1.5',
  '1e-400',
  '4294967296',
  '2147483648',
  '18446744073709551616',
  '0.1e1',
  '1E2',
];

/** Strings of half surrogates, NUL, C0, C1, bidi marks, terminal commands and other things that are not to be repeated unquoted. */
export const ODD_STRINGS: readonly string[] = [
  '"\\ud800"',
  '"\\udc00x"',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\u001b]52;c;AAAA\\u0007"',
  '"\\u009b31m"',
  '"\u0080\u009f"',
  '"\u202e\u2066"',
  '"\u2028\u2029"',
  '"\\n\\r"',
  '"\ufeff"',
  '"%7B%22"',
  '"../../etc/passwd"',
  '"$(id); `id`"',
  '""',
  '"😀"',
];

/** Values of every type. */
export const VALUES_OF_ALL_TYPES: readonly string[] = [
  'null',
  'true',
  'false',
  '0',
  '7',
  '"text"',
  '[]',
  '[1]',
  '{}',
  '{"a":1}',
  '[[]]',
  '{"a":{}}',
  '{"a":null}',
  '["Ready",1]',
];

/** JSON that is no object. */
export const NO_OBJECTS: readonly string[] = ['null', 'true', '12', '"list"', '[]', '[{"name":"list"}]', '-1', '""'];

/** Texts that are not JSON at all. */
export const NO_JSON: readonly string[] = [
  '{',
  '}',
  '{"name":',
  '{"name":"list",}',
  "{'name':'list'}",
  '{"name":"list"} {}',
  'NaN',
  '{"n":Infinity}',
  '{"n":01}',
  '{"n":+1}',
  '{"n":.5}',
  '{"a":"\u0001"}',
  '{"a":"\\x"}',
  '{"a":"\\u12"}',
  'GET / HTTP/1.1',
  'undefined',
  '\ufeff{}',
  '{"a" 1}',
  '{"a":1 "b":2}',
  '/* */{}',
  ' ',
  '\t',
  '%',
  '%7',
  '%zz',
  '%C3%28',
  '%ED%A0%80',
];
