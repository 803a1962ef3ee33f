/** What a simulation makes happen. Each must have happened often, or nothing is proved. */
export const HAPPENINGS = [
  'disk refused',
  'disk done but reported failed',
  'disk wrote short',
  'disk slow',
  'killed',
  'power cut',
  'operation lost in a power cut',
  'append torn in a power cut',
  'superseded owner went on',
  'request lost',
  'answer lost',
  'request doubled',
  'answer late',
  'clock jumped',
  'attempt ended late',
  'attempt ended twice',
  'attempt kept',
  'processes left behind',
  'server ended itself',
  'command retried',
  'history read in pages of one',
] as const;

/** One of them. */
export type Happening = (typeof HAPPENINGS)[number];

/** Counts what happens. */
export class Tally {
  readonly counts = new Map<Happening, number>(HAPPENINGS.map((happening) => [happening, 0]));

  add(happening: Happening): void {
    this.counts.set(happening, (this.counts.get(happening) ?? 0) + 1);
  }
}
