import { type Applied, type Prompt, StepState, type Timer } from '@autotrail/layer1';
import { promise } from './breach.js';
import type { Change } from './prompts.js';
import type { Shape } from './shape.js';

/** A timer that must be set, and for when; `null` for any time. */
interface Due {
  readonly kind: Timer['kind'];
  readonly promptId?: string;
  readonly at: number | null;
}

/** Whatever ends by itself is timed when it begins, and again by whichever server takes the trail up. */
export function checkTimers(shape: Shape, change: Change, { event, effects, at }: Applied): void {
  const { n, was, is } = change;
  if (is === was && event.type !== 'resumed') return;
  for (const due of [...ownTimers(shape, change, { event, at }), ...promptTimers(change, { event, at })]) {
    const isSet = effects.some((effect) => effect.type === 'timer' && effect.timer.n === n && isMeant(effect, due));
    promise(24, isSet, () => `step ${n} has no timer ${due.kind} for ${due.at}`);
  }
}

function ownTimers({ options }: Shape, { n, was, is }: Change, { event, at }: Pick<Applied, 'event' | 'at'>): readonly Due[] {
  const isTakenUp = event.type === 'resumed';
  const timeoutMs = options[n]?.timeoutMs;
  const dues: Due[] = [];
  if (is.until !== null && (isTakenUp || is.until !== was.until)) dues.push({ kind: 'wait', at: is.until });
  if (timeoutMs !== undefined && is.state === StepState.Running) {
    if (is.attempt > was.attempt) dues.push({ kind: 'attempt', at: at + timeoutMs });
    else if (isTakenUp) dues.push({ kind: 'attempt', at: was.since + timeoutMs });
  }
  return dues;
}

/** A prompt with a deadline is closed when it is over, whichever server asked it; and again and again somebody is reminded of it. */
function promptTimers({ is }: Change, { event, at }: Pick<Applied, 'event' | 'at'>): readonly Due[] {
  return is.prompts.flatMap(({ id, status, deadline, remindMs }: Prompt) => {
    if (status !== 'open') return [];
    const isTakenUp = event.type === 'resumed';
    const isAsked = event.type === 'prompt' && event.promptId === id;
    const isReminded = event.type === 'timer' && event.timer.kind === 'reminder' && event.timer.promptId === id;
    const closes = deadline !== undefined && (isTakenUp || isAsked);
    const reminds = remindMs !== undefined && (isTakenUp || isAsked || isReminded);
    return [
      ...(closes ? [{ kind: 'prompt', promptId: id, at: deadline } as const] : []),
      ...(reminds ? [{ kind: 'reminder', promptId: id, at: isTakenUp ? null : at + remindMs } as const] : []),
    ];
  });
}

function isMeant({ timer, at }: { readonly timer: Timer; readonly at: number }, due: Due): boolean {
  if (timer.kind !== due.kind || (due.at !== null && at !== due.at)) return false;
  return timer.kind === 'wait' ? timer.at === at : !('promptId' in timer) || timer.promptId === due.promptId;
}
