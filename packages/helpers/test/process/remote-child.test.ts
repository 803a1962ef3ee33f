import { describe, expect, it } from 'vitest';
import { RemoteChild } from '../../src/process/remote-child.js';

const SPEC = { what: 'the command it', file: 'it', args: [], cwd: '.', env: {}, interruptDelays: { terminateMs: 0, killMs: 0 } };

describe('RemoteChild', () => {
  it('ends a process whose streams cannot come', async () => {
    const signals: string[] = [];
    const child = new RemoteChild(SPEC, (signal) => signals.push(signal) > 0);
    const started = child.started(Promise.reject(Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' })));
    child.hear({ type: 'started', id: 1, pid: 1, startTime: null });
    await expect(started).rejects.toMatchObject({ code: 'AUTOTRAIL_COMMAND_NOT_STARTED', details: { reason: 'accept EMFILE' } });
    expect(signals).toEqual(['SIGKILL']);
  });

  it('is not started where its launcher is gone first', async () => {
    const child = new RemoteChild(SPEC, () => false);
    const started = child.started(new Promise(() => {}));
    child.forsake('signal SIGKILL');
    await expect(started).rejects.toMatchObject({
      code: 'AUTOTRAIL_LAUNCHER_GONE',
      message: 'Expected the command it to run to its end, but the launcher that owned it is gone (signal SIGKILL).',
    });
  });
});
