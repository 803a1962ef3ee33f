import { InteractiveTrail } from './interactive-trail.js';

/** The values in scope of a REPL, and which answers were printed already. */
export interface Scope {
  readonly values: Readonly<Record<string, unknown>>;
  /** What the trail's methods have answered since it was last cleared: it need not be printed again. */
  readonly printed: Set<unknown>;
}

/** The methods of a trail by themselves and as `trail`, its client as `client`, and the author's own names, which win. */
export function makeScope(trail: InteractiveTrail, names: Readonly<Record<string, unknown>> = {}): Scope {
  const printed = new Set<unknown>();
  const methods = Object.fromEntries(
    METHODS.map((name) => [name, (...args: unknown[]) => remember(Reflect.apply(trail[name], trail, args), printed)]),
  );
  return { values: { ...methods, trail: methods, client: trail.client, ...names }, printed };
}

type MethodName = Exclude<keyof InteractiveTrail, 'client' | 'options'>;

const METHODS = Object.getOwnPropertyNames(InteractiveTrail.prototype).filter(
  (name) => name !== 'constructor',
) as readonly MethodName[];

function remember(answer: unknown, printed: Set<unknown>): unknown {
  if (!(answer instanceof Promise)) return answer;
  return answer.then((result) => {
    printed.add(result);
    return result;
  });
}
