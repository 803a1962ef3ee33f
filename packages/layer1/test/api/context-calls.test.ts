import type { JsonObject, JsonValue } from '@autotrail/core';
import { describe, expect, it } from 'vitest';
import type { ContextMode } from '../../src/api/context-access.js';
import { handleApiCall } from '../../src/api/handle-api-call.js';
import { ContextKeeper } from '../../src/memory/context-keeper.js';
import { registerSecret } from '../../src/secrets/secret.js';
import { trailOf } from '../support/trails.js';
import { type Answered, World } from '../support/world.js';

const CONTEXT = { db: { host: 'db-1', ports: [1], at: null }, n: 0 };

/** A trail in which `a` and `b` are over and `c` runs. */
function world(): World {
  const reads = { a: { reads: ['db.host'] }, b: { reads: ['db', 'n'] }, c: { reads: ['db.host'] }, d: { reads: ['db'] } };
  const made = new World(trailOf([['a'], ['b'], ['c', 'd']], reads));
  made.call('start');
  made.succeed('a');
  made.fail('b');
  return made;
}

/** Makes a call where calls may do that much with this context. */
function ask({ trail }: World, request: JsonObject, given: { mode?: ContextMode; context?: unknown } = {}): Answered {
  const { mode = 'set', context = structuredClone(CONTEXT) } = given;
  const keeper = new ContextKeeper(context);
  const handled = handleApiCall(request, trail, { at: 1_000, context: { mode, read: () => keeper.read() } });
  if (handled.type !== 'answered') throw new Error('It is held back.');
  return handled;
}

function get(key: JsonValue, given = {}) {
  return ask(world(), { name: 'context', key }, given).response;
}

function set(key: JsonValue, value: JsonValue, given = {}) {
  const asked = world();
  const { response, applied } = ask(asked, { name: 'set_context', key, value }, given);
  return { ...response, applied, world: asked };
}

describe('context', () => {
  it('answers the whole, or what stands at a path', () => {
    expect(get(null).result).toEqual(CONTEXT);
    expect(get('db').result).toEqual(CONTEXT.db);
    expect([get('db.host').result, get('db.at').result, get('n').result]).toEqual(['db-1', null, 0]);
    expect(get('n', { mode: 'get' }).result).toBe(0);
    expect(ask(world(), { name: 'context' }).response.result).toEqual(CONTEXT);
  });

  it('masks secrets, whatever the fields are called', () => {
    registerSecret('DB_PASSWORD', 'open-sesame-9');
    const context = { name: 'open-sesame-9', id: ['open-sesame-9'] };
    expect(get(null, { context }).result).toEqual({ name: '[secret DB_PASSWORD]', id: ['[secret DB_PASSWORD]'] });
    expect(get('name', { context }).result).toBe('[secret DB_PASSWORD]');
  });

  it.each([
    { key: null, given: { mode: 'none' }, why: 'cannot be read: the server does not allow it' },
    { key: 'db.hots', given: {}, why: 'cannot be read: nothing stands at db.hots' },
    { key: 'db.ports.0', given: {}, why: 'nothing stands at db.ports.0' },
    { key: 'db.constructor', given: {}, why: 'db.constructor is no path of keys' },
    { key: '', given: {}, why: 'is no path of keys' },
    { key: null, given: { context: new Map() }, why: 'no plain JSON (a Map at $)' },
  ])('is refused: $why', ({ key, given, why }) => {
    const { error } = get(key, given);
    expect(error).toMatchObject({ code: 'AUTOTRAIL_NO_CONTEXT', message: expect.stringContaining(why) });
  });

  it('takes a text or null', () => {
    expect(get(1).error?.code).toBe('AUTOTRAIL_BAD_FIELD');
  });
});

describe('set_context', () => {
  it('is an event that puts the value in, and answers which steps that are over have gone by what was there', () => {
    const { result, applied, world: asked } = set('db.host', 'db-2');
    const { revision } = asked.trail;
    expect(result).toEqual({ affected: [], refused: [], revision, readBy: [named('a'), named('b')] });
    expect(applied).toMatchObject([
      {
        event: { type: 'context', key: 'db.host', value: 'db-2' },
        changes: [],
        effects: [{ type: 'context', key: 'db.host', value: 'db-2' }],
      },
    ]);
    function named(name: string) {
      return { n: asked.n(name), name };
    }
  });

  it.each([
    { key: 'db.port', readers: ['b'] },
    { key: 'db.host.name.x', context: {}, readers: ['a', 'b'] },
    { key: 'n', readers: ['b'] },
    { key: 'other', readers: [] },
  ])('concerns who reads $key, a part or a whole of it', ({ key, context, readers }) => {
    const { result } = set(key, 1, context === undefined ? {} : { context });
    expect((result as { readBy: { name: string }[] }).readBy.map(({ name }) => name)).toEqual(readers);
  });

  it('concerns a step that was interrupted only when its attempt is gone', () => {
    const asked = world();
    const readers = () => {
      const { result } = ask(asked, { name: 'set_context', key: 'db.host', value: 1, dry_run: true }).response;
      return (result as { readBy: { name: string }[] }).readBy.map(({ name }) => name);
    };
    asked.tell('interrupt', 'c');
    expect(readers()).toEqual(['a', 'b']);
    asked.succeed('c');
    expect(readers()).toEqual(['a', 'b', 'c']);
  });

  it('changes nothing in a dry run, which is refused for the same reasons', () => {
    const asked = world();
    const before = asked.trail.revision;
    const { response, applied } = ask(asked, { name: 'set_context', key: 'db.host', value: 1, dry_run: true });
    expect([response.error, applied, asked.trail.revision]).toEqual([null, [], before]);
    const refused = ask(asked, { name: 'set_context', key: 'n.x', value: 1, dry_run: true });
    expect(refused.response.error?.code).toBe('AUTOTRAIL_NO_CONTEXT');
  });

  it('notes who it was and why', () => {
    const { applied } = ask(world(), { name: 'set_context', key: 'n', value: 1, actor: 'kim', reason: 'moved' });
    expect(applied[0]?.event).toMatchObject({ actor: 'kim', reason: 'moved' });
  });

  it('can be planned and applied', () => {
    const asked = world();
    const call = { name: 'set_context', key: 'n', value: 1 };
    const { result } = ask(asked, { name: 'plan', call }).response;
    expect(result).toMatchObject({ call, affected: [], follows: { changes: [], starts: [] } });
    const { applied } = ask(asked, { name: 'apply', plan: result });
    expect(applied[0]?.event).toMatchObject({ type: 'context', key: 'n', value: 1 });
    expect(ask(asked, { name: 'plan', call }, { mode: 'get' }).response.error?.code).toBe('AUTOTRAIL_NO_CONTEXT');
  });

  it.each([
    { key: 'n', given: { mode: 'none' }, why: 'cannot be changed: the server does not allow it' },
    { key: 'n', given: { mode: 'get' }, why: 'cannot be changed: the server only allows reading it' },
    { key: 'n.x', given: {}, why: 'what stands at n is no object' },
    { key: 'db.ports.0', given: {}, why: 'what stands at db.ports is no object' },
    { key: 'db.at.x', given: {}, why: 'what stands at db.at is no object' },
    { key: 'x', given: { context: 'text' }, why: 'the context is no object' },
    { key: '__proto__.x', given: {}, why: '__proto__.x is no path of keys' },
    { key: 'constructor', given: {}, why: 'constructor is no path of keys' },
    { key: 'db.prototype', given: {}, why: 'db.prototype is no path of keys' },
    { key: 'db..x', given: {}, why: 'db..x is no path of keys' },
    { key: `${'a.'.repeat(100_000)}a`, given: {}, why: 'is no path of keys' },
    { key: 'x', given: { context: new Map() }, why: 'no plain JSON' },
  ])('is refused, and changes nothing: $why', ({ key, given, why }) => {
    const { error, applied } = set(key, 1, given);
    expect(error).toMatchObject({ code: 'AUTOTRAIL_NO_CONTEXT', message: expect.stringContaining(why) });
    expect(applied).toEqual([]);
  });

  it('is refused where the context would be nested so deeply that it could not be remembered', () => {
    const deep = (levels: number): JsonValue => Array.from({ length: levels }).reduce<JsonValue>((inner) => ({ a: inner }), 1);
    expect(set('a.b', deep(61)).error).toBeNull();
    expect(set('a.b', deep(63)).error?.message).toContain('it would have more than 64 levels');
  });

  it.each(['open-sesame-8', ['open-sesame-8'], { 'open-sesame-8': 1 }])(
    'is refused where a secret would be journalled: %j',
    (value) => {
      registerSecret('PASSWORD', 'open-sesame-8');
      const { error } = set('n', value);
      expect(error?.message).toContain('the value holds a secret');
      expect(error?.message).not.toContain('sesame');
    },
  );

  it('needs a value', () => {
    const { error } = ask(world(), { name: 'set_context', key: 'n' }).response;
    expect(error?.code).toBe('AUTOTRAIL_BAD_FIELD');
  });
});

describe('A server that says nothing of its context', () => {
  it('lets nobody read or change it', () => {
    for (const request of [{ name: 'context' }, { name: 'set_context', key: 'a', value: 1 }]) {
      expect(world().refusal(request).code).toBe('AUTOTRAIL_NO_CONTEXT');
    }
  });
});
