const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Signals that are taken as a wish to shut down. */
export interface ShutdownSignals {
  /** Whether one came. */
  readonly hasCome: boolean;
  /** Leaves them to the process again. */
  release(): void;
}

/** Takes the first signal as a wish to shut down; a second one has its usual effect. */
export function onShutdownSignal(shutdown: () => void): ShutdownSignals {
  let hasCome = false;
  const onSignal = (): void => {
    hasCome = true;
    release();
    shutdown();
  };
  const release = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    get hasCome() {
      return hasCome;
    },
    release,
  };
}
