import type { Environment } from '@autotrail/layer1';

/**
 * The variable that every process of an attempt carries, and hands on to what it starts: the attempt's key. By it they are found again,
 * also when they have left their group, and when the server that started them was lost.
 */
export const ATTEMPT_VARIABLE = 'AUTOTRAIL_ATTEMPT';

/** The mark of an attempt's processes, as a variable of their environment. To be added last: nothing else may go by its name. */
export function attemptMark({ key }: Pick<Environment, 'key'>): Readonly<Record<string, string>> {
  return { [ATTEMPT_VARIABLE]: key };
}
