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
