import { type Definition, StepState, step } from '@autotrail/layer1';
import { promise } from '../kernel/breach.js';
import { affectedBy, codeOf } from './answers.js';
import { reconnectVersusOutput } from './reconnect-race.js';
import { type RaceParts, Rig } from './rig.js';

/** What a race has come to: of its ways to end, which. */
export type Race = (parts: RaceParts) => Promise<string>;

const ONE = (): Definition => [[named('one')]];
const CHAIN = (): Definition => [[named('one'), named('two')]];

function named(name: string): ReturnType<typeof step> {
  return step(() => null, { name });
}

/** An operator interrupts a step while it ends: one of the two comes first, and both sides are told the same. */
async function interruptVersusFinish(parts: RaceParts): Promise<string> {
  const rig = new Rig(ONE, parts);
  await rig.begin();
  void rig.at('finish', () => rig.executor.succeed('0.1'));
  const asked = rig.at('interrupt', () => rig.ask('interrupt', { tags: {} }));
  await rig.settle();
  const answer = await asked;
  const { state, ending } = rig.trail.record(0);
  const isInterrupted = affectedBy(answer).length === 1;
  const expected = isInterrupted ? StepState.Interrupted : StepState.Succeeded;
  promise(19, state === expected, () => `interrupted: ${isInterrupted}, and the step is ${state}`);
  promise(19, ending === null, () => `nobody heard that attempt ${ending} is gone`);
  promise(19, rig.executor.count('end 0.1') === (isInterrupted ? 1 : 0), () => `it was asked ${rig.executor.asked.join()}`);
  rig.checkMemory();
  return codeOf(answer) ?? state;
}

/** An operator pauses a step while the one before it ends: it runs, or it is paused, and the answer says which. */
async function pauseVersusStart(parts: RaceParts): Promise<string> {
  const rig = new Rig(CHAIN, parts);
  await rig.begin();
  void rig.at('finish', () => rig.executor.succeed('0.1'));
  const asked = rig.at('pause', () => rig.ask('pause', { tags: { n: 1 } }));
  await rig.settle();
  const answer = await asked;
  const isPaused = affectedBy(answer).length === 1;
  const { state } = rig.trail.record(1);
  const starts = rig.executor.count('start 1.1');
  promise(
    4,
    !isPaused || (state === StepState.Paused && starts === 0),
    () => `paused, and it is ${state}, started ${starts} times`,
  );
  promise(
    5,
    isPaused || (state === StepState.Running && starts === 1),
    () => `not paused, and it is ${state}, started ${starts} times`,
  );
  rig.checkMemory();
  return codeOf(answer) ?? state;
}

/** Operators answer a prompt while its time runs out: exactly one of them, or the timeout, is told to the attempt. */
async function answerVersusTimeout(parts: RaceParts, operators: readonly number[]): Promise<string> {
  const rig = new Rig(ONE, parts);
  await rig.begin();
  rig.journal.isRacing = false;
  rig.executor.report('0.1')?.prompt('0.1.1', 'Well?', { timeoutMs: 5_000 });
  await rig.settle();
  rig.journal.isRacing = true;
  const asked = operators.map((value) => rig.at(`reply ${value}`, () => rig.ask('reply', { prompt_id: '0.1.1', value })));
  void rig.at('time', () => rig.clock.advance(5_000));
  await rig.settle();
  const answers = await Promise.all(asked);
  const accepted = answers.filter((answer) => affectedBy(answer).length === 1).length;
  const told = [rig.executor.count('reply 0.1'), rig.executor.count('timeout 0.1')];
  const [prompt] = rig.trail.record(0).prompts;
  promise(23, accepted === told[0], () => `${accepted} answers were accepted, ${told[0]} handed over`);
  promise(
    23,
    (told[0] ?? 0) + (told[1] ?? 0) === 1,
    () => `the attempt was told ${rig.executor.asked.join()}, the prompt is ${prompt?.status}`,
  );
  promise(
    23,
    prompt?.status === (accepted === 1 ? 'answered' : 'timed out'),
    () => `${accepted} accepted, and the prompt is ${prompt?.status}`,
  );
  rig.checkMemory();
  return `${prompt?.status}`;
}

/** A server is shut down while a step ends and the next is about to run: after the answer nothing starts, and nothing is left. */
async function shutdownVersusSpawn(parts: RaceParts): Promise<string> {
  const rig = new Rig(CHAIN, parts);
  await rig.begin();
  // While the journal is busy with these, the end of the step and the shutdown may come to be dealt with in one turn.
  for (const text of ['one', 'two', 'three']) void rig.at(`note ${text}`, () => rig.ask('note', { text }));
  void rig.at('finish', () => rig.executor.succeed('0.1'));
  let startedBefore = -1;
  const asked = rig.at('shutdown', async () => {
    const answer = await rig.ask('shutdown');
    startedBefore = rig.executor.started.length;
    return answer;
  });
  await rig.settle();
  const answer = await asked;
  if (answer.error !== null) return answer.error.code;
  const closed = await rig.manager.closed.then(
    () => true,
    () => false,
  );
  const { asked: log, started } = rig.executor;
  promise(4, started.length === startedBefore, () => `started after the answer: ${log.join()}`);
  // One that was to end does not wait for a journal: what it still ran is found to be lost when the trail is taken up.
  if (!closed) return 'ended by its journal';
  const left = rig.trail.attemptsUnderWay;
  promise(19, left.length === 0, () => `left over: ${JSON.stringify(left)}, ${log.join()}`);
  promise(4, log.at(-1) === 'close' && rig.executor.count('close') === 1, () => `it was asked ${log.join()}`);
  rig.checkMemory();
  return started.length === 1 ? 'before the next step' : 'after the next step';
}

/** The grace of an attempt that will not end runs out while the journal refuses something else: it is given up all the same. */
async function graceVersusRefusal(parts: RaceParts): Promise<string> {
  const rig = new Rig(ONE, parts);
  await rig.begin();
  rig.journal.isRacing = false;
  rig.executor.isStubborn = true;
  await rig.ask('interrupt', { tags: {} });
  rig.journal.isRacing = true;
  const asked = rig.at('flag', () => rig.ask('unset_pause_on_fail', { tags: {} }));
  void rig.at('time', () => rig.clock.advance(10_000));
  await rig.settle();
  const answer = await asked;
  const { ending, abandoned } = rig.trail.record(0);
  promise(5, ending === null && abandoned === 1, () => `attempt ${ending} will not end, and nobody gives it up`);
  rig.checkMemory();
  return codeOf(answer) ?? 'accepted';
}

/** All races: their names, which promise each is about, and how it is run. */
export const RACES: readonly { readonly name: string; readonly invariant: number; readonly race: Race }[] = [
  { name: 'interrupt versus finish', invariant: 19, race: interruptVersusFinish },
  { name: 'pause versus start', invariant: 4, race: pauseVersusStart },
  { name: 'answer versus timeout', invariant: 23, race: (parts) => answerVersusTimeout(parts, [1]) },
  { name: 'two answers versus timeout', invariant: 23, race: (parts) => answerVersusTimeout(parts, [1, 2]) },
  { name: 'shutdown versus spawn', invariant: 4, race: shutdownVersusSpawn },
  { name: 'grace versus a journal that refuses', invariant: 5, race: graceVersusRefusal },
  { name: 'reconnect versus output', invariant: 25, race: reconnectVersusOutput },
];
