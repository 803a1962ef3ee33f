import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { slopePerHour } from '../../src/soak/slope.js';
import { type SoakResult, soak } from '../../src/soak/soak-programme.js';

const MAIN = fileURLToPath(new URL('../../dist/soak/soak-server-main.js', import.meta.url));
const MINUTE_MS = 60_000;

describe('Ten seconds of trails one after the other, with a kill every three', () => {
  let result: SoakResult;
  beforeAll(async () => {
    result = await soak({ seed: 15, milliseconds: 10_000, killAfterMs: 3_000, main: MAIN });
  }, 120_000);

  it('lose no command that was acknowledged, make no attempt twice, and leave no process behind (invariants 10, 2, 3)', () => {
    expect(result.tally.breaches).toEqual([]);
    expect(result.tally.acknowledged).toBeGreaterThan(0);
    expect(result.tally.attempts).toBeGreaterThan(0);
    expect(result.tally.records).toBeGreaterThan(0);
    expect(result.kills).toBeGreaterThan(0);
  });

  it('have met clients that hold up a server', () => {
    expect(result.slow).toBeGreaterThan(0);
  });
});

describe('A slope', () => {
  it('is what a value rises by in an hour', () => {
    const measured = Array.from({ length: 10 }, (_, minute) => ({ at: 7 + minute * MINUTE_MS, value: 3 + minute / 60 }));
    expect(slopePerHour(measured)).toBeCloseTo(1, 6);
  });

  it('is that of the nearest line, whatever goes up and down', () => {
    const measured = Array.from({ length: 1_000 }, (_, minute) => ({
      at: minute * MINUTE_MS,
      value: -minute + (minute % 2) * 9,
    }));
    expect(slopePerHour(measured)).toBeCloseTo(-60, 1);
  });

  it('is 0 for what stays as it is, and for less than two values', () => {
    expect(slopePerHour([21, 21, 21].map((value, at) => ({ at, value })))).toBe(0);
    expect(slopePerHour([{ at: 5, value: 21 }])).toBe(0);
    expect(slopePerHour([])).toBe(0);
  });
});
