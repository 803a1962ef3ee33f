/** Thermometers, as somebody else's library might offer them: nothing here has heard of trails. */

/** Somebody else is reading it: a moment later it can be read. */
export class ThermometerBusy extends Error {}

/** It will not come back by itself. */
export class ThermometerBroken extends Error {}

/** What is read, and how. */
export interface ReadingOptions {
  readonly place: string;
  readonly factor: number;
}

/** What came of it. */
export interface Reading {
  readonly celsius: number;
  readonly takenAt: Date;
}

const CELSIUS: Readonly<Record<string, number>> = { roof: 11, garden: 9 };
/** How often a thermometer will still say that it is busy. */
const busy = new Map([['garden', 2]]);

/** Reads the thermometer at a place. @throws ThermometerBusy, ThermometerBroken */
export async function readThermometer({ place, factor }: ReadingOptions): Promise<Reading> {
  const timesBusy = busy.get(place) ?? 0;
  busy.set(place, timesBusy - 1);
  if (timesBusy > 0) throw new ThermometerBusy(`The thermometer at the ${place} is busy.`);
  const celsius = CELSIUS[place];
  if (celsius === undefined) throw new ThermometerBroken(`The thermometer at the ${place} is broken.`);
  return { celsius: celsius * factor, takenAt: new Date() };
}

/** The mean of some numbers. */
export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
