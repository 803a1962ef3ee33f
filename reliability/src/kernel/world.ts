import { type Applied, type AttemptRef, StepState, type Timer, type Trail } from '@autotrail/layer1';
import { promise } from './breach.js';

/** A timer that is set. */
interface Alarm {
  readonly timer: Timer;
  readonly at: number;
}

/** What is outside of a trail: attempts that are alive, and timers. It does what the trail wants once that is durable, never before. */
export class World {
  /** Attempts that are alive, wanted or not. */
  readonly alive: AttemptRef[] = [];
  /** Attempts that are gone. */
  readonly gone: AttemptRef[] = [];
  alarms: Alarm[] = [];
  /** Every attempt that was ever started, whoever was its server. */
  readonly #started = new Set<string>();

  /** @throws Breach */
  carryOut({ effects }: Applied): void {
    for (const effect of effects) {
      if (effect.type === 'timer') this.alarms.push({ timer: effect.timer, at: effect.at });
      if (effect.type !== 'start') continue;
      const { n, attempt } = effect;
      promise(2, !this.hasStarted({ n, attempt }), () => `attempt ${attempt} of step ${n} was started twice`);
      this.#started.add(`${n}.${attempt}`);
      this.alive.push({ n, attempt });
    }
  }

  hasStarted({ n, attempt }: AttemptRef): boolean {
    return this.#started.has(`${n}.${attempt}`);
  }

  isAlive({ n, attempt }: AttemptRef): boolean {
    return this.alive.some((one) => one.n === n && one.attempt === attempt);
  }

  /** An attempt has ended, or was never there. */
  end({ n, attempt }: AttemptRef): void {
    const place = this.alive.findIndex((one) => one.n === n && one.attempt === attempt);
    if (place >= 0) this.gone.push(...this.alive.splice(place, 1));
  }

  /** It is heard of again: either it is alive, or it has ended and nobody has noted that. */
  revive({ n, attempt }: AttemptRef): void {
    if (this.isAlive({ n, attempt })) return;
    const place = this.gone.findIndex((one) => one.n === n && one.attempt === attempt);
    this.alive.push(...this.gone.splice(place, 1));
  }

  /** Whatever a server waited for, its successor waits for if it is told to. */
  loseServer(): void {
    this.alarms = [];
  }

  /** All that the trail waits for will come, or will be given up. @throws Breach */
  checkPromises(trail: Trail): void {
    for (const { n, attempt } of trail.attemptsUnderWay) {
      const { ending } = trail.record(n);
      const isTimed =
        ending === null || this.#isSet((timer) => timer.kind === 'grace' && timer.n === n && timer.attempt === ending);
      promise(5, isTimed, () => `step ${n} waits for attempt ${ending}, and nothing gives it up`);
      const isThere = ending !== null || this.isAlive({ n, attempt });
      promise(3, isThere, () => `step ${n} is shown as running, and attempt ${attempt} is not there`);
    }
    for (const { n } of trail.steps) this.#checkTimes(n, trail);
  }

  /** Whatever ends by itself has a timer. */
  #checkTimes(n: number, trail: Trail): void {
    const { state, attempt, until, prompts } = trail.record(n);
    const isReleased = until === null || this.#isSet((timer) => timer.kind === 'wait' && timer.n === n && timer.at === until);
    promise(24, isReleased, () => `nothing ends the wait of step ${n}`);
    const mayTakeForever = state !== StepState.Running || trail.step(n).policy.timeoutMs === undefined;
    const isTimed = (timer: Timer): boolean => timer.kind === 'attempt' && timer.n === n && timer.attempt === attempt;
    promise(
      24,
      mayTakeForever || this.#isSet(isTimed),
      () => `nothing ends attempt ${attempt} of step ${n} when its time is over`,
    );
    for (const { id, status, deadline, remindMs } of prompts) {
      if (status !== 'open') continue;
      const isSet = (kind: Timer['kind']): boolean =>
        this.#isSet((timer) => timer.kind === kind && 'promptId' in timer && timer.promptId === id);
      promise(24, deadline === undefined || isSet('prompt'), () => `nothing closes prompt ${id} at its deadline`);
      promise(24, remindMs === undefined || isSet('reminder'), () => `nothing reminds of prompt ${id}`);
    }
  }

  #isSet(isMeant: (timer: Timer) => boolean): boolean {
    return this.alarms.some(({ timer }) => isMeant(timer));
  }
}
