import { buildDag, type Dag, messageOf, type Pairs, topologicalWhile } from '@autotrail/core';
import { buildError } from './errors.js';
import type { Task } from './task.js';

/** What has become of a task. It waits until all tasks before it are done and a job is free. */
export type TaskState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** How far a task is. */
export type TaskProgress = {
  readonly name: string;
  readonly state: TaskState;
  /** What the task said last; where it failed, why. */
  readonly note: string;
};

/** How a {@link Build} is run. */
export interface BuildOptions {
  /** Tasks that may run at a time. Minimum 1. @default 2 */
  readonly jobs?: number;
  /** Told whenever the state of a task changes. */
  readonly onChange?: (task: TaskProgress) => void;
}

/** A task in this build. The task itself is a definition and never changes. */
interface TaskRun {
  readonly task: Task;
  readonly abort: AbortController;
  state: TaskState;
  note: string;
}

/** Runs tasks in the order of their graph: the whole engine. */
export class Build {
  readonly #dag: Dag<TaskRun>;
  readonly #jobs: number;
  readonly #onChange: (task: TaskProgress) => void;
  #running = 0;
  #wake = (): void => {};

  constructor(tasks: Pairs<Task>, { jobs = 2, onChange = () => {} }: BuildOptions = {}) {
    this.#dag = buildDag(tasks).map((task) => ({ task, abort: new AbortController(), state: 'waiting', note: '' }));
    this.#jobs = jobs;
    this.#onChange = onChange;
  }

  /**
   * Runs all that can be run. Resolves when nothing is left: what comes after a task that failed or was cancelled is still waiting
   * then, and will be for ever.
   */
  async run(): Promise<void> {
    let firstIdle: TaskRun | undefined;
    for (const run of topologicalWhile(this.#dag, { isDone, isIgnored: isGivenUp })) {
      if (this.#advance(run)) firstIdle = undefined;
      else if (run !== firstIdle) firstIdle ??= run;
      else {
        // Reached tasks take turns. This one has come round again with nothing to do for any: only now is it right to wait.
        await this.#nextChange();
        firstIdle = undefined;
      }
    }
  }

  /** How far each task is, in the order of the graph. */
  progress(): readonly TaskProgress[] {
    return this.#dag.order.map(progressOf);
  }

  /**
   * Cancels the tasks of that name; without a name, all of them. One that runs is cancelled when its action has ended. Answers the
   * names of those that were not over.
   *
   * @throws AutoTrailError `BUILD_UNKNOWN_TASK`
   */
  cancel(name?: string): readonly string[] {
    const named = this.#dag.order.filter(({ task }) => name === undefined || task.name === name);
    if (named.length === 0)
      throw buildError('BUILD_UNKNOWN_TASK', { tasks: this.#dag.order.map(({ task }) => task.name).join(', ') });
    const open = named.filter((run) => !isOver(run));
    for (const run of open) {
      run.abort.abort();
      if (run.state === 'waiting') this.#set(run, 'cancelled');
    }
    return open.map(({ task }) => task.name);
  }

  /** Starts a task if it may start. Answers whether there was anything to do for it. */
  #advance(run: TaskRun): boolean {
    const mayStart = run.state === 'waiting' && this.#running < this.#jobs;
    if (mayStart) void this.#execute(run);
    return mayStart || isOver(run);
  }

  async #execute(run: TaskRun): Promise<void> {
    this.#running += 1;
    this.#set(run, 'running');
    const state = await act(run);
    this.#running -= 1;
    this.#set(run, state);
  }

  #set(run: TaskRun, state: TaskState): void {
    run.state = state;
    this.#onChange(progressOf(run));
    this.#wake();
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Runs the action of a task and answers what became of it. Never rejects. */
async function act(run: TaskRun): Promise<TaskState> {
  const { task, abort } = run;
  const note = (text: string): void => {
    run.note = text;
  };
  try {
    await task.action({ signal: abort.signal, note });
  } catch (error) {
    if (abort.signal.aborted) return 'cancelled';
    note(messageOf(error));
    return 'failed';
  }
  return abort.signal.aborted ? 'cancelled' : 'done';
}

function isDone({ state }: TaskRun): boolean {
  return state === 'done';
}

function isGivenUp({ state }: TaskRun): boolean {
  return state === 'failed' || state === 'cancelled';
}

function isOver(run: TaskRun): boolean {
  return isDone(run) || isGivenUp(run);
}

function progressOf({ task: { name }, state, note }: TaskRun): TaskProgress {
  return { name, state, note };
}
