import { findNonJson, type JsonObject, messageOf } from '@autotrail/core';
import { shorten } from './shorten.js';

/**
 * What validates a value, as the Standard Schema specification (version 1) has it: the schemas of zod, valibot, arktype and others are
 * such objects. Said structurally, so that nothing of any of them is needed.
 *
 * @example
 * const port = await env.ask('Which port?', { schema: z.number().int().min(1) });
 */
export interface StandardSchema<TInput = unknown, TOutput = unknown> {
  readonly '~standard': {
    readonly version: 1;
    /** The name of the library the schema is of. */
    readonly vendor: string;
    /** Validates a value, and makes of it what the schema says. */
    readonly validate: (value: unknown) => SchemaResult<TOutput> | Promise<SchemaResult<TOutput>>;
    /** Of no meaning at run time. */
    readonly types?: { readonly input: TInput; readonly output: TOutput } | undefined;
    /** The schema as a JSON Schema, where its library can say it so (Standard JSON Schema). */
    readonly jsonSchema?: { readonly input: (options: { readonly target: 'draft-2020-12' }) => object } | undefined;
  };
}

/** What validating a value came to. */
export type SchemaResult<TOutput> =
  | { readonly value: TOutput; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** Why a value is not valid. */
export interface SchemaIssue {
  readonly message: string;
  /** Where in the value. @default it is about the value as a whole */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema says of a value: what it makes of it, or why it does not take it. */
export type Validated<TOutput> =
  | { readonly isValid: true; readonly output: TOutput }
  | { readonly isValid: false; readonly why: string };

/** Whether a value is a Standard Schema of version 1. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  // Some libraries make functions of them.
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  const { '~standard': standard } = value as { readonly '~standard'?: Partial<StandardSchema['~standard']> };
  return standard?.version === 1 && typeof standard.validate === 'function';
}

/** Validates a value. Never throws or rejects: a schema that throws does not take the value. */
export function validateBy<TOutput>(
  schema: StandardSchema<unknown, TOutput>,
  value: unknown,
): Validated<TOutput> | Promise<Validated<TOutput>> {
  try {
    const result = schema['~standard'].validate(value);
    return isPromise(result) ? Promise.resolve(result).then(read, refuse) : read(result);
  } catch (error) {
    return refuse(error);
  }
}

/** A schema as a JSON Schema of what may be given; `undefined` where it cannot say it so. */
export function jsonSchemaOf(schema: StandardSchema): JsonObject | undefined {
  try {
    const made = schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' });
    // Libraries leave `undefined` in it.
    const said: unknown = made === undefined ? undefined : JSON.parse(JSON.stringify(made));
    const isObject = typeof said === 'object' && said !== null && !Array.isArray(said);
    return isObject && findNonJson(said) === null ? (said as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function read<TOutput>(result: SchemaResult<TOutput>): Validated<TOutput> {
  if (result.issues === undefined) return { isValid: true, output: result.value };
  const whys = result.issues.map(issueText);
  return { isValid: false, why: shorten(whys).join('; ') || 'its schema does not say why' };
}

function refuse(error: unknown): { readonly isValid: false; readonly why: string } {
  return { isValid: false, why: messageOf(error) };
}

function issueText({ message, path = [] }: SchemaIssue): string {
  const place = path.map((key) => String(typeof key === 'object' ? key.key : key)).join('.');
  return place === '' ? message : `${place}: ${message}`;
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as { readonly then?: unknown } | null)?.then === 'function';
}
