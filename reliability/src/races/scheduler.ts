/** Decides in which order things happen that could happen at the same time. fast-check's is one. */
export interface Scheduler {
  schedule<T>(task: Promise<T>, label?: string): Promise<T>;
  /** How many things wait for their turn. */
  count(): number;
  /** Gives so many of them their turns. */
  waitNext(count: number): Promise<void>;
}
