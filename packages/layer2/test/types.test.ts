import { type Environment, Step, step } from '@autotrail/layer1';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { TrailClient, TrailServer, type TrailServerOptions } from '../src/index.js';

const options = { name: 'types', socketFile: false } as const;

describe('the types of a definition', () => {
  const needsHost = step((env: Environment, { host }: { host: string }) => env.output(host), { name: 'host' });
  const needsPort = new Step((_env: Environment, { port }: { port: number }) => port, { name: 'port' });
  const needsNothing = step(async () => {}, { name: 'nothing' });

  it('ask of the context what the steps ask for together', () => {
    const definition = [
      [needsHost, needsPort],
      [needsPort, needsNothing],
    ] as const;
    const server = new TrailServer(definition, { ...options, context: { host: 'db-1', port: 5432 } });
    expect(server.name).toBe('types');
    // @ts-expect-error the port is missing
    new TrailServer(definition, { ...options, context: { host: 'db-1' } });
    // @ts-expect-error the port is no number
    new TrailServer(definition, { ...options, context: { host: 'db-1', port: '5432' } });
  });

  it('let `before` decide what the action is given', () => {
    const doubled = step(
      (_env: Environment, { twice }: { twice: number }) => twice,
      { name: 'doubled' },
      {
        before: (_env, { port }: { port: number }) => ({ twice: port * 2 }),
      },
    );
    const server = new TrailServer([[doubled]], { ...options, context: { port: 1 } });
    expect(server.socketFile).toBe('');
    // @ts-expect-error `before` needs the port, not what it makes of it
    new TrailServer([[doubled]], { ...options, context: { twice: 1 } });
  });

  it('refuse what is no tag and no option', () => {
    // @ts-expect-error a list is no tag
    expect(() => step(() => {}, { name: 'a', hosts: ['one'] })).toThrow('hosts');
    // @ts-expect-error there is no such option; it is found out when the trail is built
    const misspelt = step(() => {}, { name: 'a' }, { pauseOnFailure: true });
    expect(() => new TrailServer([[misspelt]], options)).toThrow('pauseOnFailure');
  });
});

describe('the types of a client', () => {
  it('narrow a status to the fields asked for', () => {
    const client = new TrailClient('/nowhere');
    const ask = () => client.status({}, { fields: ['n', 'state'] });
    type Asked = Awaited<ReturnType<typeof ask>>[number];
    expectTypeOf<keyof Asked>().toEqualTypeOf<'n' | 'state'>();
    expectTypeOf<TrailServerOptions['name']>().toEqualTypeOf<string | undefined>();
    expect(client).toBeInstanceOf(TrailClient);
  });
});
