import { InProcessExecutor, type JournalRecord, MemoryJournal, MemoryTransport, type OutputStore } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { type ConformanceCase, executorSuite, journalSuite, outputStoreSuite, transportSuite } from '../../src/index.js';

/** The names of the cases that a form does not pass; one that never ends does not pass. */
async function failing(suite: readonly ConformanceCase[]): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { name, run } of suite) {
    const never = new Promise((_, reject) =>
      setImmediate(() => setImmediate(() => setImmediate(() => reject(new Error('hangs'))))),
    );
    await Promise.race([run(), never]).catch(() => names.push(name));
  }
  return names;
}

class Forgetful extends MemoryJournal {
  override append(records: readonly JournalRecord[]): void {
    super.append(records.slice(0, 3));
  }
}

class Backwards extends MemoryJournal {
  override async *read(from = 0): AsyncGenerator<JournalRecord, void, void> {
    const records = [];
    for await (const record of super.read(from)) records.unshift(record);
    yield* records;
  }
}

class FromTheBeginning extends MemoryJournal {
  override read(): AsyncGenerator<JournalRecord, void, void> {
    return super.read();
  }
}

describe('the journal suite', () => {
  it.each([
    ['loses records', Forgetful, 'reads back what was appended, in order, as it was'],
    ['reads backwards', Backwards, 'reads back what was appended, in order, as it was'],
    ['reads from the beginning only', FromTheBeginning, 'reads from any revision on'],
    ['forgets all for the next owner', MemoryJournal, 'hands everything to the next owner, who has a higher epoch and goes on'],
  ])('finds one that %s', async (_, Form, name) => {
    expect(await failing(journalSuite(async () => async () => new Form()))).toContain(name);
  });
});

class Outputs implements OutputStore {
  readonly messages: { n: number; attempt: number; message: string }[] = [];
  write(): void {}
  flush(): void {}
  async *read() {
    yield* this.messages;
  }
  async forget(): Promise<void> {}
  async close(): Promise<void> {}
}

describe('the output suite', () => {
  it('finds one that keeps nothing', async () => {
    const found = await failing(outputStoreSuite(async () => async () => new Outputs()));
    expect(found).toEqual(
      expect.arrayContaining([
        'reads messages back as they were: of each step and attempt in order',
        'hands what was flushed to the next owner, who adds to it',
        'forgets the output of one attempt, and takes it anew',
      ]),
    );
  });
});

class Deaf extends InProcessExecutor {
  override end(): void {}
}

class Mixing extends InProcessExecutor {
  override deliver(...[{ n }, delivery]: Parameters<InProcessExecutor['deliver']>): void {
    super.deliver({ n, attempt: 1 }, delivery);
  }
}

class Repeating extends InProcessExecutor {
  override start(...[task, report]: Parameters<InProcessExecutor['start']>): void {
    super.start(task, { ...report, output: (message) => [message, message].map((each) => report.output(each)) });
  }
}

class TakingAll extends InProcessExecutor {
  override check(): null {
    return null;
  }
}

class Refusing extends InProcessExecutor {
  override check(): string {
    return 'expected a number';
  }
}

class Insisting extends InProcessExecutor {
  override start(...[task, report]: Parameters<InProcessExecutor['start']>): void {
    super.start(task, { ...report, withdrawn: () => {} });
  }
}

class Terse extends InProcessExecutor {
  override start(...[task, report]: Parameters<InProcessExecutor['start']>): void {
    super.start(task, { ...report, prompt: (promptId, message) => report.prompt(promptId, message, {}) });
  }
}

class Strict extends InProcessExecutor {
  override deliver(...[attempt, delivery]: Parameters<InProcessExecutor['deliver']>): void {
    const { promptId } = { promptId: '', ...delivery };
    super.deliver(attempt, delivery.type === 'timeout' ? { type: 'timeout', promptId } : delivery);
  }
}

class Impatient extends InProcessExecutor {
  override start(...[task, report]: Parameters<InProcessExecutor['start']>): void {
    const withdrawn = (promptId: string): void => {
      report.withdrawn(promptId);
      report.ended({ ok: false, error: { message: 'nobody waited for it' } });
    };
    super.start(task, { ...report, withdrawn });
  }

  override end(): void {}
}

class Secretive extends InProcessExecutor {
  override start(...[task, report]: Parameters<InProcessExecutor['start']>): void {
    super.start({ ...task, params: {} }, report);
  }
}

const LOOKS = 'has answers looked at before they are taken, and hands on what is made of them';
const WITHDRAWS = 'reports how a prompt is asked, and that it is withdrawn';
const STANDS_FOR = 'hands on what stands for an answer when the time of a prompt is over, and fails where nothing does';
const GOES_ON = 'lets an attempt go on whose prompt is over before its action waits for the answer';
const ENDS = 'lets an action end in its own way whose attempt is ended before it waits for its prompts';
const TELLS = 'tells an attempt the parameters of its run and what has become of the steps it uses';

describe('the executor suite', () => {
  it.each([
    ['ends nothing', Deaf, 'ends an attempt when it is told to, and no other one'],
    ['takes one attempt for another', Mixing, 'hands an answer to the attempt that asked'],
    ['takes every answer', TakingAll, LOOKS],
    ['takes no answer', Refusing, LOOKS],
    ['insists on an answer', Insisting, WITHDRAWS],
    ['does not say how it asks', Terse, WITHDRAWS],
    ['knows no default', Strict, STANDS_FOR],
    ['ends with the first prompt that nobody waits for', Impatient, GOES_ON],
    ['does not tell an action of its end', Impatient, ENDS],
    ['keeps the parameters to itself', Secretive, TELLS],
    ['says everything twice', Repeating, 'reports what an attempt puts out, in order, and then that it ended well'],
  ])('finds one that %s', async (_, Form, name) => {
    expect(await failing(executorSuite(async () => new Form()))).toContain(name);
  });
});

class Everlasting extends MemoryTransport {
  override async close(): Promise<void> {}
}

class Swallowing extends MemoryTransport {
  override async connect() {
    const connection = await super.connect();
    return Object.assign(Object.create(connection), {
      hello: connection.hello,
      closed: connection.closed,
      request: (name: string) => connection.request(name),
      onPush: () => () => {},
      close: () => connection.close(),
    });
  }
}

describe('the transport suite', () => {
  it.each([
    ['goes on when it is closed', Everlasting, 'refuses a client where nobody listens, before and after'],
    ['swallows pushes', Swallowing, 'pushes events to the client that subscribed, in order'],
    ['swallows fields', Swallowing, 'greets a client with the hello of the server, and carries its requests and their answers'],
  ])('finds one that %s', async (_, Form, name) => {
    expect(await failing(transportSuite(async () => new Form()))).toContain(name);
  });

  it('has nothing against one that does what it must', async () => {
    expect(await failing(transportSuite(async () => new MemoryTransport()))).toEqual([]);
  });
});
