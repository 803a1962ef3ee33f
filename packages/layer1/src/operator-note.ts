/** How long the texts may be by which operators say who they are and why: they are kept with every step that a call of theirs affects. */

/** Characters of an `actor`. */
export const LONGEST_ACTOR = 200;

/** Characters of a `reason`. */
export const LONGEST_REASON = 4_096;
