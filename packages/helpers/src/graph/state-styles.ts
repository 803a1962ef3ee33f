import { StepState } from '@autotrail/layer1';

/** How a state looks. Hue alone never tells two states apart, and the word always stands beside the glyph. */
export interface StateStyle {
  /** A sign for the state; one that is only marked has the sign of what it is marked for. */
  readonly glyph: string;
  /** The colour of the border, seen on white, on near-black and on the fill. From the palette of Okabe and Ito, darkened. */
  readonly hue: string;
  /** The colour of the area, a tint of the hue that is light enough for black text. */
  readonly fill: string;
  /** How the border is drawn: solid for what is so, dashed for what is held, dotted for what is only marked. */
  readonly border: 'solid' | 'dashed' | 'dotted';
}

const NEUTRAL = { hue: '#767676', fill: '#ffffff' };
const STRONG_NEUTRAL = { hue: '#5f6b76', fill: '#e4e7eb' };
const BLUE = { hue: '#0072b2', fill: '#a6d4f2' };
const GREEN = { hue: '#00785a', fill: '#9adfc4' };
const VERMILION = { hue: '#a84300', fill: '#f2a98a' };
const SOFT_VERMILION = { hue: '#a84300', fill: '#f9d3c3' };
const ORANGE = { hue: '#946300', fill: '#f9e2a6' };
const GREY = { hue: '#6b6b6b', fill: '#d5d5d5' };
const PURPLE = { hue: '#8f4a80', fill: '#dcc3e6' };

/** The look of each state, for every kind of drawing. */
export const STATE_STYLES: Readonly<Record<StepState, StateStyle>> = {
  [StepState.Ready]: { glyph: '○', ...NEUTRAL, border: 'solid' },
  [StepState.Waiting]: { glyph: '◔', ...STRONG_NEUTRAL, border: 'solid' },
  [StepState.Running]: { glyph: '▶', ...BLUE, border: 'solid' },
  [StepState.Succeeded]: { glyph: '✔', ...GREEN, border: 'solid' },
  [StepState.Failed]: { glyph: '✖', ...VERMILION, border: 'solid' },
  [StepState.PausedOnFail]: { glyph: '‖!', ...VERMILION, border: 'dashed' },
  [StepState.ToPause]: { glyph: '‖', ...ORANGE, border: 'dotted' },
  [StepState.Paused]: { glyph: '‖', ...ORANGE, border: 'dashed' },
  [StepState.ToSkip]: { glyph: '↷', ...GREY, border: 'dotted' },
  [StepState.Skipped]: { glyph: '↷', ...GREY, border: 'solid' },
  [StepState.ToBlock]: { glyph: '■', ...PURPLE, border: 'dotted' },
  [StepState.Blocked]: { glyph: '■', ...PURPLE, border: 'solid' },
  [StepState.Interrupted]: { glyph: '⏹', ...SOFT_VERMILION, border: 'dashed' },
};

/** The look of a step of which no state is known. */
export const PLAIN_STYLE: Omit<StateStyle, 'glyph'> = { ...NEUTRAL, border: 'solid' };

/** The borders as SVG's `stroke-dasharray`, which Mermaid uses as well. */
export const DASHES: Readonly<Record<StateStyle['border'], string>> = { solid: 'none', dashed: '7 4', dotted: '2 3' };
