import { readdirSync } from 'node:fs';
import { step } from '@autotrail/layer1';
import { describe, expect, it } from 'vitest';
import { createConditionalStep, Instruction, ShellCommand, type ShellCommandOptions } from '../src/index.js';
import { membersOf, SpyLauncher } from './support/processes.js';
import { RunningTrail } from './support/running-trail.js';

/** Counts the lines that commands print; `reached` resolves when there are so many of one. */
class LineCounter {
  readonly #counts = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  readonly isOutputIgnorable = (line: string): boolean => {
    this.#counts.set(line, (this.#counts.get(line) ?? 0) + 1);
    for (const look of this.#waiting) look();
    return false;
  };

  reached(line: string, count: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if ((this.#counts.get(line) ?? 0) < count) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}

const INSISTING: ShellCommandOptions = { interruptDelays: { terminateMs: 0, killMs: 24 * 60 * 60 * 1_000 } };

describe('commands in a trail', () => {
  it('succeed with the line that says so, and fail with the one that says why', async () => {
    const fill = new ShellCommand('fill', 'echo {what}');
    const fail = new ShellCommand('fail', 'echo oops >&2; exit 4', { shell: true });
    const trail = await RunningTrail.start([[step(fill), step(fail)]], { what: 'a b' });
    await trail.until('failed');
    expect(await trail.each('state')).toEqual(['Succeeded', 'Paused due to failure']);
    expect(await trail.each('returnValue')).toEqual([
      'The command succeeded with exit code 0.',
      'The command failed with exit code 4.',
    ]);
    expect(await trail.each('outputMessages')).toEqual([
      ["Starting command: echo 'a b'", '[STDOUT] -- a b', 'The command succeeded with exit code 0.'],
      ['Starting command: /bin/sh -c echo oops >&2; exit 4', '[STDERR] -- oops', 'The command failed with exit code 4.'],
    ]);
    await trail.shutdown();
  });

  it('are fed by messages, ended by an interrupt with all their processes, and run again by resume', async () => {
    const lines = new LineCounter();
    const launcher = new SpyLauncher();
    const echo = new ShellCommand('echo', 'sleep 600 & echo ready; exec cat', {
      ...INSISTING,
      shell: true,
      launcher,
      isOutputIgnorable: lines.isOutputIgnorable,
    });
    const trail = await RunningTrail.start([[step(echo)]]);
    await lines.reached('ready', 1);
    await trail.call('send_message_to_steps', { message: 'hello' });
    await lines.reached('hello', 1);
    await trail.call('interrupt');
    expect(await trail.each('state')).toEqual(['Interrupted']);
    await trail.call('resume');
    await lines.reached('ready', 2);
    expect(membersOf(launcher.launched[0]?.group.id ?? 0)).toEqual([]);
    expect(await trail.each('attempt')).toEqual([2]);
    await trail.call('interrupt');
    await trail.call('skip');
    await trail.until('finished');
    expect(launcher.launched.flatMap(({ group }) => membersOf(group.id))).toEqual([]);
    await trail.shutdown();
  });

  it('are ended by a shutdown, with all their processes', async () => {
    const lines = new LineCounter();
    const launcher = new SpyLauncher();
    const command = new ShellCommand('sleep', 'sleep 600 & echo ready; wait', {
      ...INSISTING,
      shell: true,
      launcher,
      isOutputIgnorable: lines.isOutputIgnorable,
    });
    const trail = await RunningTrail.start([[step(command)]]);
    await lines.reached('ready', 1);
    await trail.shutdown();
    expect(membersOf(launcher.groupId)).toEqual([]);
  });

  it('run 500 at a time, and leave no descriptor behind', async () => {
    const descriptors = (): number => readdirSync('/dev/fd').length;
    const before = descriptors();
    const lines = new LineCounter();
    const options = { shell: true, isOutputIgnorable: lines.isOutputIgnorable };
    const steps = Array.from({ length: 500 }, () => step(new ShellCommand('cat', 'echo ready; exec cat', options)));
    const trail = await RunningTrail.start(steps.map((each) => [each]));
    await lines.reached('ready', 500);
    expect(descriptors()).toBeGreaterThan(before + 1_000);
    await trail.call('send_message_to_steps', { message: 'hello' });
    await lines.reached('hello', 500);
    await trail.call('interrupt');
    await trail.call('skip');
    await trail.until('finished');
    expect(new Set(await trail.each('state'))).toEqual(new Set(['Skipped']));
    await trail.shutdown();
    expect(descriptors()).toBeLessThan(before + 20);
  });

  it('skip their branch where they are a condition that fails', async () => {
    const begin = step(() => {}, { name: 'begin' });
    const isPrimary = createConditionalStep(new ShellCommand('is primary', 'false'));
    const failOver = step(new ShellCommand('fail over', 'echo no'));
    const report = step(new ShellCommand('report', 'echo yes'));
    const trail = await RunningTrail.start([
      [begin, isPrimary],
      [begin, report],
      [isPrimary, failOver],
      [failOver, report],
    ]);
    await trail.until('finished');
    expect(await trail.each('state')).toEqual(['Succeeded', 'Failed', 'Skipped', 'Succeeded']);
    await trail.shutdown();
  });
});

describe('instructions in a trail', () => {
  const check = () => step(new Instruction('check', 'Look at {host}.'));

  async function replyWith(trail: RunningTrail, value: boolean | string): Promise<void> {
    await trail.until('needsInput');
    const [prompt] = (await trail.each('waitingForResponse')) as readonly { readonly id: string }[];
    await trail.call('reply', { prompt_id: prompt?.id ?? '', value });
  }

  it('ask the operators, and succeed with the reply true', async () => {
    const trail = await RunningTrail.start([[check()]], { host: 'db-1' });
    await replyWith(trail, true);
    await trail.until('finished');
    expect([await trail.each('state'), await trail.each('promptMessages')]).toEqual([['Succeeded'], [['Look at db-1.']]]);
    await trail.shutdown();
  });

  it('fail with the reply false', async () => {
    const trail = await RunningTrail.start([[check()]], { host: 'db-1' });
    await replyWith(trail, false);
    await trail.until('failed');
    expect(await trail.each('state')).toEqual(['Paused due to failure']);
    expect(await trail.each('returnValue')).toEqual(['The instruction was not completed: expected the reply true, got false.']);
    await trail.shutdown();
  });

  it('refuse any other, and ask on', async () => {
    const trail = await RunningTrail.start([[check()]], { host: 'db-1' });
    await expect(replyWith(trail, 'true')).rejects.toThrow('AUTOTRAIL_ANSWER_REFUSED');
    expect(await trail.each('state')).toEqual(['Running']);
    await replyWith(trail, true);
    await trail.until('finished');
    await trail.shutdown();
  });

  it('ask as they are told to', async () => {
    const terms = { mayAnswer: ['ann'], timeoutMs: 60_000, onTimeout: 'default', default: false, remindMs: 30_000 } as const;
    const trail = await RunningTrail.start([[step(new Instruction('check', 'Look.', terms))]], {});
    await trail.until('needsInput');
    const { remindMs: _, timeoutMs: __, ...told } = terms;
    expect(await trail.each('prompts')).toMatchObject([[{ ...told, choices: [true, false], deadline: expect.any(String) }]]);
    await expect(replyWith(trail, true)).rejects.toThrow('AUTOTRAIL_NOT_YOURS_TO_ANSWER');
    await trail.shutdown();
  });
});
