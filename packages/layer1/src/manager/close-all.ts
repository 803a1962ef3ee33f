/** Closes parts one after the other, and answers what went wrong: one that cannot be closed must not keep the others open. */
export async function closeAll(parts: readonly { close(): Promise<void> }[]): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const part of parts) {
    try {
      await part.close();
    } catch (failure) {
      failures.push(failure);
    }
  }
  return failures;
}
