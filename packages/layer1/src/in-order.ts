/** Works off a list that grows meanwhile, and answers whether there was anything in it that was new. */
export function inOrder<T>(list: readonly T[], work: (item: T) => void): () => boolean {
  let done = 0;
  return () => {
    const before = done;
    for (; done < list.length; done++) work(list[done] as T);
    return done > before;
  };
}

/** Does all of some work, each once, and answers whether there was anything to do. */
export function goThrough(work: readonly (() => boolean)[]): boolean {
  return work.map((doIt) => doIt()).includes(true);
}
