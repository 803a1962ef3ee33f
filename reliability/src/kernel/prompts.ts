import { type Applied, type Prompt, type StepRecord, StepState, type Timer } from '@autotrail/layer1';
import { promise } from './breach.js';

/** A prompt is answered at most once, and only while its attempt is under way; what an attempt is told begins anew with it. */
export function checkPrompts(was: StepRecord, is: StepRecord, { event, effects }: Applied): void {
  if (is.attempt > was.attempt) {
    const isNew = is.prompts.length === 0 && is.inputMessages.length === 0 && is.returnValue === null;
    return promise(23, isNew, () => `attempt ${is.attempt} begins with what attempt ${was.attempt} was asked or told`);
  }
  was.prompts.forEach((before, place) => {
    const now = is.prompts[place];
    const isKept = now?.id === before.id && (now.status === before.status || before.status === 'open');
    promise(23, isKept, () => `prompt ${before.id} was ${before.status} and is ${now?.status}`);
  });
  const asked = is.prompts.length - was.prompts.length;
  promise(23, asked === 0 || (asked === 1 && event.type === 'prompt'), () => `${asked} prompts are new`);
  for (const { id, status } of is.prompts) {
    promise(23, status !== 'open' || is.state === StepState.Running, () => `prompt ${id} is open, and its attempt is over`);
  }
  const answered = countClosed(is.prompts) - countClosed(was.prompts);
  const delivered = effects.filter((effect) => effect.type === 'deliver' && effect.attempt === is.attempt).length;
  const heard = is.inputMessages.length - was.inputMessages.length;
  promise(23, heard === 0 || heard === 1, () => `${heard} messages were taken in at once`);
  promise(23, answered <= delivered && heard <= delivered, () => 'what was answered is not handed to the attempt');
}

/** How many were answered, or told that their time is over. */
function countClosed(prompts: readonly Prompt[]): number {
  return prompts.filter(({ status }) => status === 'answered' || status === 'timed out').length;
}

/** A prompt with a deadline is closed when it is over, whichever server asked it. */
export function checkDeadlines(was: StepRecord, is: StepRecord, { event, effects }: Applied): void {
  if (is === was && event.type !== 'resumed') return;
  for (const { id, status, deadline } of is.prompts) {
    if (status !== 'open' || deadline === undefined) continue;
    if (event.type !== 'resumed' && !(event.type === 'prompt' && event.promptId === id)) continue;
    const isTimed = effects.some((effect) => effect.type === 'timer' && isOf(effect.timer, id) && effect.at === deadline);
    promise(24, isTimed, () => `nothing closes prompt ${id} at its deadline`);
  }
}

function isOf(timer: Timer, id: string): boolean {
  return timer.kind === 'prompt' && timer.promptId === id;
}
