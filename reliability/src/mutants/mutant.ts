/** The programmes that mutants are meant for. */
export type Layer = 'T1' | 'T2' | 'T3' | 'T4' | 'T5' | 'T6' | 'T7' | 'T8' | 'T9' | 'T10' | 'T11' | 'T12' | 'T13';

/** One text of a source that is replaced by another. */
export interface Edit {
  /** The source, from the folder of all packages on: `layer1/src/trail/turn.ts`. */
  readonly file: string;
  /** What is replaced: it is there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A fault that somebody might put into the product, and who must find it. */
export interface Mutant {
  /** What it does wrong, in a few words. */
  readonly name: string;
  /** The number of the invariant that it breaks. */
  readonly invariant: number;
  /** Whose task it is to find it. */
  readonly layer: Layer;
  /** What a line of it says then: without these words it has found something else. */
  readonly breach: RegExp;
  /** One replacement; more than one where a second line of defence would find the fault first. All in the same package. */
  readonly edits: readonly Edit[];
  /** The size of its programme, where the usual one is not enough. */
  readonly args?: readonly string[];
  /** Whether its programme takes long, or waits for what never comes: it is hunted only where all are. @default false */
  readonly isSlow?: true;
}

/** Replaces a text that must be there exactly once: a mutant whose source has moved on says so, and is not passed over. */
export function replaceOnce(source: string, { file, find, replace }: Edit): string {
  const parts = source.split(find);
  if (parts.length === 2) return parts.join(replace);
  throw new Error(`Expected exactly once in ${file}, found ${parts.length - 1} times:\n${find}`);
}
