import { type Executor, InProcessExecutor, type JournalRecord, type Transport } from '@autotrail/layer1';
import type { Disk, DiskFile } from '@autotrail/layer2';
import { kindOf } from './failpoint-disk.js';

/**
 * Watches the three ports of a server at once: what was appended to its journal and synced, what was answered, and what was begun.
 * An answer or an attempt whose record no finished sync covers is a breach.
 */
export class OrderRecorder {
  readonly breaches: string[] = [];
  /** Answers to commands, and attempts, that were compared. */
  answers = 0;
  attempts = 0;
  syncs = 0;
  /** Records whose append, and then whose sync, is over. */
  #appended: JournalRecord[] = [];
  readonly #requests = new Set<string>();
  readonly #attempts = new Set<string>();

  /** The disk as the server is to see it: closest to the real one, so that what lies to the server does not lie here. */
  disk(disk: Disk): Disk {
    const watched = (file: DiskFile, path: string): DiskFile => (kindOf(path) === 'journal' ? this.#journal(file) : file);
    return {
      ...disk,
      open: async (path) => {
        const file = await disk.open(path);
        return file === null ? null : watched(file, path);
      },
      create: async (path) => watched(await disk.create(path), path),
    };
  }

  transport(transport: Transport): Transport {
    return {
      connect: () => transport.connect(),
      close: () => transport.close(),
      listen: (server) =>
        transport.listen({
          hello: () => server.hello(),
          handle: async (request) => {
            const answer = await server.handle(request);
            const { request_id: id } = request.message;
            if (typeof id === 'string' && answer.error === null) this.#answered(id);
            return answer;
          },
        }),
    };
  }

  /** Runs actions in this process. */
  executor(): Executor {
    const inner = new InProcessExecutor();
    return {
      start: (task, report) => {
        this.#began(`${task.n}.${task.attempt}`);
        inner.start(task, report);
      },
      end: (attempt, reason) => inner.end(attempt, reason),
      deliver: (attempt, delivery) => inner.deliver(attempt, delivery),
      check: (...answer) => inner.check(...answer),
      recover: (task, report) => inner.recover(task, report),
      close: () => inner.close(),
    };
  }

  #journal(file: DiskFile): DiskFile {
    return {
      ...file,
      append: async (bytes) => {
        await file.append(bytes);
        const lines = Buffer.from(bytes).toString().split('\n');
        for (const line of lines) if (line !== '') this.#appended.push(JSON.parse(line)[1]);
      },
      sync: async () => {
        // What is appended while it is under way, it need not cover.
        const covered = this.#appended;
        this.#appended = [];
        await file.sync();
        this.syncs += 1;
        for (const record of covered) this.#durable(record);
      },
    };
  }

  #durable({ answered, changes }: JournalRecord): void {
    if (answered !== undefined) this.#requests.add(answered.requestId);
    for (const { n, attempt } of changes) if (attempt !== undefined) this.#attempts.add(`${n}.${attempt}`);
  }

  #answered(requestId: string): void {
    this.answers += 1;
    if (!this.#requests.has(requestId)) this.breaches.push(`${requestId} was answered before its record was synced`);
  }

  #began(attempt: string): void {
    this.attempts += 1;
    if (!this.#attempts.has(attempt)) this.breaches.push(`attempt ${attempt} began before its record was synced`);
  }
}
