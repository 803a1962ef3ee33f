import { AutoTrailError, type TrailClient, type WaitingStep } from 'autotrail';

/** Shows a person an instruction, and asks whether it is done; `null` if the person has left. */
export type Ask = (step: WaitingStep) => Promise<boolean | null>;

/**
 * Carries out the next `n` instructions of a trail whose steps are paused, one after the other. Answers `false` if the person
 * left before.
 *
 * An instruction that could not be carried out is Paused due to failure. It is the next one again, and counts again.
 */
export async function runbook(client: TrailClient, ask: Ask, n = 1): Promise<boolean> {
  for (let count = 0; count < n; count += 1) {
    const { affected } = await client.nextStep();
    if (affected.length === 0) return true;
    await client.wait({ until: 'needsInput' });
    for (const step of await client.stepsWaitingForUserInput()) {
      const isDone = await ask(step);
      if (isDone === null) return false;
      await reply(client, step, isDone);
    }
  }
  return true;
}

async function reply(client: TrailClient, step: WaitingStep, isDone: boolean): Promise<void> {
  try {
    await client.reply(step.waitingForResponse.id, isDone, { actor: 'you' });
    // The answer is on record; the step fails a moment later. Only then can it be taken up again.
    if (!isDone) await client.wait({ until: 'failed' });
  } catch (error) {
    // A trail has many doors: a colleague may have answered the same question, or skipped the step, from another terminal.
    if (!AutoTrailError.is(error) || error.code !== 'AUTOTRAIL_CALL_REFUSED') throw error;
    console.log('That was settled from elsewhere.');
  }
}
