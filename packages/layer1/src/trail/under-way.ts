import type { AttemptRef } from './effects.js';
import type { Setting } from './setting.js';

/** Whether this is the attempt that its step is at, and it is still wanted. */
export function isUnderWay({ ledger, plan }: Setting, { n, attempt }: AttemptRef): boolean {
  const record = ledger.record(n);
  return record.attempt === attempt && plan.meaning(record.state).isActive === true;
}

/** The attempts that are under way, or were ended and are not gone. */
export function attemptsUnderWay(setting: Setting): readonly AttemptRef[] {
  return setting.plan.dag.order.flatMap(({ n }) => {
    const { attempt, ending } = setting.ledger.record(n);
    const newest = isUnderWay(setting, { n, attempt }) ? [{ n, attempt }] : [];
    return ending === null ? newest : [{ n, attempt: ending }, ...newest];
  });
}

/** The attempts that are over, and of which something was left: processes, or what was given up because it would not end. */
export function attemptsWithRemains(setting: Setting): readonly AttemptRef[] {
  const { plan, ledger } = setting;
  const isOver = ({ n, attempt }: AttemptRef) => !isUnderWay(setting, { n, attempt }) && ledger.record(n).ending !== attempt;
  return plan.dag.order.flatMap(({ n }) => {
    const { abandoned, survivors } = ledger.record(n);
    const attempts = new Set([...(abandoned === null ? [] : [abandoned]), ...survivors.map(({ attempt }) => attempt)]);
    return [...attempts].map((attempt) => ({ n, attempt })).filter(isOver);
  });
}
