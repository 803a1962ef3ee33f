import { whyNoTrace } from '../kill/trace-server.js';
import { whyNoTrees } from '../processes/tree-programme.js';
import type { Layer } from './mutant.js';

/** A programme, as small as finds what is meant for it. */
export interface Programme {
  /** Its file in `dist`, without `.js`. */
  readonly main: string;
  readonly args: readonly string[];
  /** What it says of itself when it is run this small, and is no breach. */
  readonly tooSmall?: RegExp;
  /** Why it does not see all here that it is meant to see; `null` if it does. @default it does */
  readonly whyBlind?: () => string | null;
}

/** Every programme that mutants are meant for. */
export const PROGRAMMES: Readonly<Record<Layer, Programme>> = {
  T1: { main: 'mutants/few-trails-main', args: [] },
  T2: { main: 'kernel/simulation-main', args: ['--count=2000', '--workers=1', '--twins=0'] },
  T3: { main: 'stack/t3-main', args: ['--schedules=80'], tooSmall: /^only \d+ times: / },
  T4: { main: 'kill/t4-main', args: ['--kills=12'], tooSmall: /^proves too little: / },
  T5: { main: 'power/t5-main', args: ['--scale=0.1', '--records=6'] },
  T6: { main: 'faults/t6-main', args: ['--modes=1'] },
  T7: { main: 'kill/t7-main', args: ['--commands=20'], tooSmall: /^proves too little: /, whyBlind: whyNoTrace },
  T8: { main: 'clients/t8-main', args: ['--requests=4000'], tooSmall: /^only \d+ (polite )?requests/ },
  T9: { main: 'clients/t9-main', args: ['--operations=1000'], tooSmall: /^only [\d.]+ (%|operations|idle connections)/ },
  T10: {
    main: 'processes/t10-main',
    args: ['--interrupts=12', '--kills=2', '--flood=1'],
    tooSmall: /^proves too little: /,
    whyBlind: whyNoTrees,
  },
  T11: { main: 'races/t11-main', args: ['--runs=300'] },
  T12: { main: 'kill/t12-main', args: ['--rounds=6'] },
  T13: { main: 'golden/t13-main', args: [] },
};
