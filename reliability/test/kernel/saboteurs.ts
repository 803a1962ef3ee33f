import { type Applied, type Effect, type Folded, type StepChange, StepState, Trail, type TrailEvent } from '@autotrail/layer1';

/** What a saboteur adds to what an event came to. */
interface Forgery {
  readonly changes?: readonly StepChange[];
  readonly effects?: readonly Effect[];
}

/** A kernel that is wrong on purpose, in one way. It stays so when it is forked. */
abstract class Saboteur extends Trail {
  override fork(): Trail {
    return Object.setPrototypeOf(super.fork(), Object.getPrototypeOf(this));
  }

  /** Makes something up. */
  protected forge(applied: Applied, { changes = [], effects = applied.effects }: Forgery): Applied {
    Trail.prototype.fold.call(this, { revision: applied.revision, event: { type: 'note', text: '', steps: [] }, changes });
    return { ...applied, changes: [...applied.changes, ...changes], effects };
  }

  protected children(n: number): readonly number[] {
    return this.dag.children(this.step(n)).map((child) => child.n);
  }

  protected run(n: number): { readonly changes: readonly StepChange[]; readonly started: Effect } {
    const attempt = this.record(n).attempt + 1;
    const change = { n, state: StepState.Running, attempt, returnValue: null, prompts: [], inputMessages: [] };
    return { changes: [change], started: { type: 'start', n, attempt } };
  }
}

/** A result counts for the attempt under way, whichever attempt it is of. */
class TakesAnyResult extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    if (event.type !== 'ended' || this.steps[event.n] === undefined) return super.apply(event, at);
    const { attempt, state } = this.record(event.n);
    const applied = super.apply(state === StepState.Running ? { ...event, attempt } : event, at);
    return { ...applied, event };
  }
}

/** Whatever call comes first starts the trail. */
class StartsWithAnyCall extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    if (event.type !== 'command') return super.apply(event, at);
    const applied = super.apply({ ...event, moves: [{ row: 'start', steps: [] }, ...event.moves] }, at);
    return { ...applied, event };
  }
}

/** A step that is paused the moment it would start runs all the same. */
class RunsWhatIsPaused extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    const paused = applied.changes.find(({ state }) => state === StepState.Paused);
    if (paused === undefined || !this.isStarted) return applied;
    const { changes, started } = this.run(paused.n);
    return this.forge(applied, { changes, effects: [...applied.effects, started] });
  }
}

/** A join runs as soon as one of its parents is done. */
class JoinsTooEarly extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    if (event.type !== 'ended' || this.steps[event.n] === undefined || this.record(event.n).state !== StepState.Succeeded)
      return applied;
    const early = this.children(event.n).find((n) => !this.isReached(n) && this.record(n).state === StepState.Waiting);
    if (early === undefined) return applied;
    const { changes, started } = this.run(early);
    return this.forge(applied, { changes, effects: [...applied.effects, started] });
  }
}

/** An attempt gets the number of the one before. */
class CountsBackward extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    const again = applied.effects.find((effect) => effect.type === 'start' && effect.attempt > 1);
    if (again?.type !== 'start') return applied;
    const { n, attempt } = again;
    const effects = applied.effects.map((effect) => (effect === again ? { ...again, attempt: attempt - 1 } : effect));
    return this.forge(applied, { changes: [{ n, attempt: attempt - 1 }], effects });
  }
}

/** What is interrupted is not told so. */
class EndsNothing extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    return { ...applied, effects: applied.effects.filter(({ type }) => type !== 'end') };
  }
}

/** What will not end is waited for without end. */
class GivesUpNothing extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    return { ...applied, effects: applied.effects.filter((effect) => effect.type !== 'timer' || effect.timer.kind !== 'grace') };
  }
}

/** A server that takes a trail up forgets the deadlines of prompts. */
class ForgetsDeadlines extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    if (event.type !== 'resumed') return applied;
    return { ...applied, effects: applied.effects.filter((effect) => effect.type !== 'timer' || effect.timer.kind !== 'prompt') };
  }
}

/** A step that was reached is not looked at. */
class OverlooksChildren extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    const child = applied.effects.find((effect) => effect.type === 'start');
    if (event.type !== 'ended' || child?.type !== 'start' || child.n === event.n) return applied;
    const change = { n: child.n, state: StepState.Waiting, attempt: child.attempt - 1 };
    return this.forge(applied, { changes: [change], effects: applied.effects.filter((effect) => effect !== child) });
  }
}

/** Resuming runs what is done. */
class ResumesWhatIsDone extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const done = this.steps.find(({ n }) => this.record(n).state === StepState.Succeeded);
    const applied = super.apply(event, at);
    if (event.type !== 'command' || event.call !== 'resume' || done === undefined) return applied;
    return this.forge(applied, { changes: [{ n: done.n, state: StepState.Interrupted, cause: 'operator' }] });
  }
}

/** A condition that fails leaves out all that comes after it, also what has another live parent. */
class SkipsTooMuch extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    const failed = applied.changes.find(({ n, state }) => state === StepState.Failed && this.step(n).policy.skipProgenyOnFailure);
    const joins = failed === undefined ? [] : this.children(failed.n).filter((n) => this.record(n).state === StepState.Waiting);
    const changes = joins.map((n) => ({ n, state: StepState.Skipped, cause: 'condition' }));
    return changes.length === 0 ? applied : this.forge(applied, { changes });
  }
}

/** A step that is resumed does not wait for the end of its attempt before. */
class RunsTwiceAtOnce extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    const waiting = applied.changes.find(({ cause }) => cause === 'previous attempt ending');
    if (waiting === undefined || this.record(waiting.n).ending === null) return applied;
    const { changes, started } = this.run(waiting.n);
    return this.forge(applied, { changes, effects: [...applied.effects, started] });
  }
}

/** Looking steps up changes something: dry runs do that. */
class ChangesWhenAsked extends Saboteur {
  override select(selector: Parameters<Trail['select']>[0]): ReturnType<Trail['select']> {
    super.apply({ type: 'note', text: 'asked', steps: [] }, 0);
    return super.select(selector);
  }
}

/** Refusing an answer to a prompt that is not there changes something. */
class ChangesWhenRefusing extends Saboteur {
  override prompt(id: string): ReturnType<Trail['prompt']> {
    const found = super.prompt(id);
    if (found === undefined) super.apply({ type: 'note', text: 'refused', steps: [] }, 0);
    return found;
  }
}

/** Replay leaves out the last change of a record that has several. */
class DropsChanges extends Saboteur {
  override fold(folded: Folded): void {
    super.fold(folded.changes.length > 1 ? { ...folded, changes: folded.changes.slice(0, -1) } : folded);
  }
}

/** Nothing ends a retry's delay, or a hold with a date. */
class ForgetsWaits extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    return { ...applied, effects: applied.effects.filter((effect) => effect.type !== 'timer' || effect.timer.kind !== 'wait') };
  }
}

/** A step that waits for a slot starts all the same. */
class OverrunsLimits extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    const waiting = applied.changes.find(({ cause }) => cause === 'slot');
    if (waiting === undefined || this.record(waiting.n).state !== StepState.Waiting) return applied;
    const { changes, started } = this.run(waiting.n);
    return this.forge(applied, { changes, effects: [...applied.effects, started] });
  }
}

/** What a person has declared done looks as if the machine had done it. */
class HidesHands extends Saboteur {
  override apply(event: TrailEvent, at: number): Applied {
    const applied = super.apply(event, at);
    const done = applied.changes.find(({ state, cause }) => state === StepState.Succeeded && cause === 'operator');
    return done === undefined ? applied : this.forge(applied, { changes: [{ n: done.n, cause: null, by: null }] });
  }
}

/** Each with the promise it breaks, and what it does. */
export const SABOTEURS: readonly (readonly [invariant: number, does: string, saboteur: { readonly prototype: Trail }])[] = [
  [1, 'runs a join with one parent unmet', JoinsTooEarly],
  [2, 'gives an attempt the number of the one before', CountsBackward],
  [3, 'does not end what is interrupted', EndsNothing],
  [4, 'starts before start', StartsWithAnyCall],
  [3, 'hides that a person has decided', HidesHands],
  [4, 'runs what is paused', RunsWhatIsPaused],
  [4, 'starts more than a limit allows', OverrunsLimits],
  [5, 'overlooks a step that is reached', OverlooksChildren],
  [5, 'waits without end for what will not end', GivesUpNothing],
  [6, 'moves what is done', ResumesWhatIsDone],
  [7, 'runs a step whose attempt before is still there', RunsTwiceAtOnce],
  [8, 'skips what another live path leads to', SkipsTooMuch],
  [13, 'changes something when it is asked what a call would do', ChangesWhenAsked],
  [16, 'changes something when it refuses', ChangesWhenRefusing],
  [18, 'accepts the result of an attempt that is over', TakesAnyResult],
  [24, 'forgets when waits end', ForgetsWaits],
  [24, 'forgets the deadlines of prompts with the server', ForgetsDeadlines],
  [26, 'drops a change when it replays', DropsChanges],
];

/** Makes a saboteur of a trail. */
export function disguiseAs({ prototype }: { readonly prototype: Trail }): (trail: Trail) => Trail {
  return (trail) => Object.setPrototypeOf(trail, prototype);
}
