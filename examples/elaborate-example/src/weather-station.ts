import type { ContextCodec } from 'autotrail';

/** The context of the trail: one object that all steps are given, read from and write to. */
export class WeatherStation {
  readonly mode: 'lazy' | 'hardwork';
  /** What every reading is multiplied by. */
  readonly factor: number;
  /** In degrees Celsius, by place. */
  readonly readings = new Map<string, number>();
  /** In degrees Celsius, as soon as it is known. */
  temperature: number | undefined;

  constructor(mode: 'lazy' | 'hardwork', factor: number) {
    this.mode = mode;
    this.factor = factor;
  }
}

/** How a station is remembered, so that a report whose server died is gone on with: what was measured, but not the switches. */
export const stationCodec: ContextCodec<WeatherStation> = {
  encode({ readings, temperature }) {
    return { readings: [...readings], temperature: temperature ?? null };
  },
  decode(json, station) {
    const { readings, temperature } = json as { readings: [string, number][]; temperature: number | null };
    for (const [place, celsius] of readings) station.readings.set(place, celsius);
    station.temperature = temperature ?? undefined;
    return station;
  },
};
