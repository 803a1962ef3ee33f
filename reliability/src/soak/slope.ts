/** Something that was measured. */
export interface Measured {
  /** When, in milliseconds. */
  readonly at: number;
  readonly value: number;
}

const HOUR_MS = 3_600_000;

/** How much a value rises in an hour, by the line that is nearest to all that was measured; 0 for fewer than two values. */
export function slopePerHour(measured: readonly Measured[]): number {
  const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
  const at = mean(measured.map((one) => one.at));
  const value = mean(measured.map((one) => one.value));
  let product = 0;
  let square = 0;
  for (const one of measured) {
    product += (one.at - at) * (one.value - value);
    square += (one.at - at) ** 2;
  }
  return square > 0 ? (product / square) * HOUR_MS : 0;
}
