/** Sends a signal to every process of a group; `0` only asks. Answers whether the group has a process, be it a zombie. */
export function signalGroup(id: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-id, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    // Its processes belong to somebody else: a program that took another user's rights.
    if (code === 'EPERM') return true;
    throw error;
  }
}
