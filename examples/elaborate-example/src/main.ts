/** `npm start -- --lazy`, or `npm start -- --hardwork --factor 1.5`. */
import { parseArgs } from 'node:util';
import { StepState, TrailClient, TrailServer } from 'autotrail';
import { weatherReport } from './weather-report.js';
import { stationCodec, WeatherStation } from './weather-station.js';

const USAGE = 'Usage: main.js --lazy | --hardwork [--factor <number>]';
const SWITCHES = {
  lazy: { type: 'boolean', default: false },
  hardwork: { type: 'boolean', default: false },
  factor: { type: 'string', default: '1' },
} as const;

const station = readArguments();
if (station === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  await makeReport(station);
}

/** What the switches ask for; `null` if that is not clear. */
function readArguments(): WeatherStation | null {
  try {
    const { lazy, hardwork, factor } = parseArgs({ options: SWITCHES }).values;
    if (lazy === hardwork || !Number.isFinite(Number(factor))) return null;
    return new WeatherStation(lazy ? 'lazy' : 'hardwork', Number(factor));
  } catch {
    return null;
  }
}

async function makeReport(context: WeatherStation): Promise<void> {
  await using server = new TrailServer(weatherReport, { name: 'weather-report', context, contextCodec: stationCodec });
  await server.start();
  const client = new TrailClient(server.socketFile);
  await client.start();
  // Resolves when a step has failed that is no condition, and else when the trail has finished.
  const { outcome } = await client.wait({ until: 'failed' });
  for (const { name, state, returnValue } of await client.status()) {
    const value = state === StepState.Skipped ? '' : (returnValue ?? '');
    console.log(`${name.padEnd(12)}  ${state.padEnd(9)}  ${value}`.trimEnd());
  }
  process.exitCode = outcome === 'finished' ? 0 : 1;
}
