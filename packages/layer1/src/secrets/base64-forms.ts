/**
 * The characters by which base64 shows some bytes, wherever they stand in what was encoded: one of three alignments, and in the middle
 * or at the end, where padding may follow. Both alphabets.
 *
 * A character that also depends on what stands before or after is no part of a form: it shows at most four bits.
 */
export function base64Forms(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const standard = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return cuts(standard, before, bytes.length).flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
  });
}

/** With its padding, without, and without the last character where that depends on what follows. */
function cuts(encoded: string, before: number, length: number): readonly string[] {
  const first = Math.ceil((before * 8) / 6);
  const whole = Math.floor(((before + length) * 8) / 6);
  return [encoded.slice(first), encoded.slice(first).replaceAll('=', ''), encoded.slice(first, whole)];
}
