import type { StandardSchema } from '../../src/standard-schema.js';

/** A Standard Schema that validates by a function. */
export function schemaOf<TOutput>(
  validate: StandardSchema<unknown, TOutput>['~standard']['validate'],
): StandardSchema<unknown, TOutput> {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}
