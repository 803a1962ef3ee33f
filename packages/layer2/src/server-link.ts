import type { JsonObject } from '@autotrail/core';
import { type ApiConnection, type ApiResponse, asJson, fromApiError, type Transport } from '@autotrail/layer1';
import { layer2Error } from './errors.js';

/** A client's way to its server: connects when it is first used, and again after the server was away. */
export class ServerLink {
  readonly #transport: Pick<Transport, 'connect'>;
  #connection: Promise<ApiConnection> | undefined;

  constructor(transport: Pick<Transport, 'connect'>) {
    this.#transport = transport;
  }

  /**
   * Makes a call over the shared connection.
   *
   * @throws AutoTrailError `AUTOTRAIL_SERVER_GONE`, `AUTOTRAIL_CALL_REFUSED`, `AUTOTRAIL_NOT_JSON`
   */
  async call<T>(name: string, fields: JsonObject): Promise<T> {
    // A tag that is undefined would vanish on the way, and a selector for one step become one for all.
    const checked = asJson(fields, `the fields of ${name}`) as JsonObject;
    const connection = await this.#connect();
    return resultOf(await connection.request(name, checked));
  }

  /** A connection for one purpose, to be closed by whoever asked for it. @throws AutoTrailError `AUTOTRAIL_SERVER_GONE` */
  open(): Promise<ApiConnection> {
    return this.#transport.connect();
  }

  /** Hangs up. */
  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.then(
      (open) => open.close(),
      () => {},
    );
  }

  #connect(): Promise<ApiConnection> {
    if (this.#connection !== undefined) return this.#connection;
    const connection = this.open();
    const forget = (): void => {
      if (this.#connection === connection) this.#connection = undefined;
    };
    connection.then(({ closed }) => closed.then(forget), forget);
    this.#connection = connection;
    return connection;
  }
}

/**
 * The result in a response; the server's answers are of the types that its calls are documented to answer.
 *
 * @throws AutoTrailError `AUTOTRAIL_CALL_REFUSED`, with the server's own error as `cause`
 */
export function resultOf<T>({ result, error }: ApiResponse): T {
  if (error === null) return result as T;
  throw layer2Error('AUTOTRAIL_CALL_REFUSED', { message: error.message }, fromApiError(error));
}
