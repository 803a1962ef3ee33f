/** A line of a trace: a call that begins, that ends, or both. */
const CALL = /^(\d+) +(?:<\.\.\. )?(\w+)(?: resumed>|\((\d+)<([^>]*)>)?(.*)$/;
/** Where a record in the journal, and an answer, tell their revision. */
const REVISION = /\\"revision\\":(\d+)/g;
const ANSWERED_REVISION = /\\"result\\":\{.*?\\"revision\\":(\d+)/g;

/** A call that has begun. */
interface Begun {
  readonly name: string;
  readonly path: string;
  /** What it writes, or makes durable. */
  readonly revisions: readonly number[];
}

/** What a trace tells. */
export interface TraceVerdict {
  readonly answers: number;
  readonly syncs: number;
  readonly breaches: readonly string[];
}

/**
 * Reads what `strace -f -y` has written of a server's calls of the system: each answer that tells a revision must begin to be written
 * to its socket after an `fdatasync` of the journal has ended that began after the record of that revision was written.
 */
export function judgeTrace(lines: Iterable<string>): TraceVerdict {
  const judge = new TraceJudge();
  for (const line of lines) judge.take(line);
  return judge;
}

class TraceJudge implements TraceVerdict {
  answers = 0;
  syncs = 0;
  readonly breaches: string[] = [];
  readonly #underWay = new Map<string, Begun>();
  readonly #written = new Set<number>();
  readonly #durable = new Set<number>();

  take(line: string): void {
    const [, thread = '', name = '', descriptor, path = '', rest = ''] = CALL.exec(line) ?? [];
    const isBegin = descriptor !== undefined;
    if (isBegin) this.#underWay.set(thread, this.#begin({ name, path, rest }));
    if (rest.includes('<unfinished ...>')) return;
    const call = this.#underWay.get(thread);
    this.#underWay.delete(thread);
    if (call !== undefined && !/= -1 /.test(rest)) this.#end(call);
  }

  #begin({ name, path, rest }: { readonly name: string; readonly path: string; readonly rest: string }): Begun {
    if (name === 'fdatasync') return { name, path, revisions: [...this.#written] };
    if (!path.startsWith('socket:'))
      return { name, path, revisions: [...rest.matchAll(REVISION)].map(([, found]) => Number(found)) };
    for (const [, revision] of rest.matchAll(ANSWERED_REVISION)) this.#answer(Number(revision));
    return { name, path, revisions: [] };
  }

  #end({ name, path, revisions }: Begun): void {
    if (!path.endsWith('/journal')) return;
    if (name === 'fdatasync') this.syncs += 1;
    const reached = name === 'fdatasync' ? this.#durable : this.#written;
    for (const revision of revisions) reached.add(revision);
  }

  #answer(revision: number): void {
    this.answers += 1;
    if (!this.#durable.has(revision)) this.breaches.push(`revision ${revision} was told before a sync of the journal covered it`);
  }
}
