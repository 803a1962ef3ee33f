/**
 * How the weather report is made, the lazy way or with hard work:
 *
 *                ┌──> lazy? ──> as yesterday ────────────────────────────┐
 *     wake up ───┤               ┌──> read roof ────┐                    ├──> report
 *                └──> hardwork? ─┼──> read garden ──┼──> average ────────┘
 *                                └──> read cellar ──┘
 *
 * Both ways begin with a condition. The one that fails takes its branch with it; `report`, where they join, runs all the same.
 */
import { acceptsContext, acceptsEnvironment, createConditionalStep, extractionWrapper, Step, step } from 'autotrail';
import { retryOn } from './retry-on.js';
import { mean, readThermometer, ThermometerBroken, ThermometerBusy } from './thermometer.js';
import type { WeatherStation } from './weather-station.js';

// An action is called with an environment, by which it talks to operators, and the context. Functions that take just one of them,
// or neither, are wrapped by `acceptsEnvironment`, `acceptsContext` and `acceptsNothing`.
const wakeUp = new Step(
  acceptsEnvironment((env) => env.output('Good morning.')),
  { name: 'wake up' },
);

// A condition is a step like any other: it holds if the action succeeds. When it fails nobody is asked what to do.
const isLazy = createConditionalStep(acceptsContext(onlyIf('lazy')), { name: 'lazy?' });
const isHardwork = createConditionalStep(acceptsContext(onlyIf('hardwork')), { name: 'hardwork?' });

const asYesterday = step(
  (_env, station: WeatherStation) => {
    station.temperature = 12;
  },
  { name: 'as yesterday' },
);

const [readRoof, readGarden, readCellar] = [readStep('roof'), readStep('garden'), readStep('cellar')];

// The other way to keep functions free of trails: `before` and `after` stand between the action and the context.
const average = step(
  (_env, numbers: readonly number[]) => mean(numbers),
  { name: 'average' },
  {
    before: (_env, { readings }: WeatherStation) => [...readings.values()],
    after: (_env, station: WeatherStation, value) => {
      station.temperature = Number(value);
      return `${value} °C from ${station.readings.size} readings`;
    },
  },
);

const report = step((_env, { temperature }: WeatherStation) => `It is ${temperature} °C.`, { name: 'report' });

/** The definition: pairs of a step and one that comes after it. */
export const weatherReport = [
  [wakeUp, isLazy],
  [wakeUp, isHardwork],
  [isLazy, asYesterday],
  ...[readRoof, readGarden, readCellar].flatMap((read) => [[isHardwork, read] as const, [read, average] as const]),
  [asYesterday, report],
  [average, report],
] as const;

function onlyIf(mode: WeatherStation['mode']) {
  return (station: WeatherStation): void => {
    if (station.mode !== mode) throw new Error(`Not today: the mode is ${station.mode}.`);
  };
}

/**
 * A step that reads a thermometer. Its parameters are taken out of the context, its result is put into it. It is read again while
 * it is busy; one that is broken is left out. Any other error fails the step, as does one that stays busy.
 */
function readStep(place: string) {
  const read = extractionWrapper(retryOn(readThermometer, { errorClass: ThermometerBusy, attempts: 3, delayMs: 50 }), {
    parameterExtractors: [() => ({ place }), (_env, { factor }: WeatherStation) => ({ factor })],
    returnHandlers: [({ celsius }, { readings }: WeatherStation) => readings.set(place, celsius)],
    returnValueExtractor: ({ celsius }) => `${celsius} °C`,
    exceptionHandlers: [[ThermometerBroken, ({ message }) => `left out: ${message}`]],
  });
  return new Step(read, { name: `read ${place}`, place });
}
