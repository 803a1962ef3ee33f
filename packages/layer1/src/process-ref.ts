/** A process, known for ever by its number and the time of its start. */
export interface ProcessRef {
  readonly pid: number;
  /** What the system says of when it began; `null` where it does not say. */
  readonly startTime: string | null;
  /** What it runs, as far as that is known. */
  readonly command: string;
}
