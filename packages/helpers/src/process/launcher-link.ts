import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import process from 'node:process';
import { Deferred } from '@autotrail/layer1';
import { commandEnvironment } from '../command/command-environment.js';
import { entryFile } from '../entry-file.js';
import { ATTEMPT_VARIABLE } from './attempt-mark.js';
import type { Exit, LaunchedProcess, LaunchSpec } from './launcher.js';
import type { LauncherCommand, LauncherReport } from './launcher-messages.js';
import { RemoteChild } from './remote-child.js';
import { StreamDesk } from './stream-desk.js';

const STDIO_STREAMS = 3;

/** One launcher process, as its server sees it. */
export class LauncherLink {
  /** Resolves when the launcher is gone. */
  readonly gone: Promise<void>;
  readonly #desk: StreamDesk;
  readonly #process: ChildProcess;
  readonly #children = new Map<number, RemoteChild>();
  #lastId = 0;
  #goneBecause: string | undefined;

  private constructor(desk: StreamDesk, launcher: ChildProcess) {
    this.#desk = desk;
    this.#process = launcher;
    launcher.on('message', (report: LauncherReport) => this.#hear(report));
    this.gone = endOf(launcher).then((reason) => this.#lose(reason));
    // A launcher that has nothing to do keeps nobody's process alive.
    launcher.unref();
    launcher.channel?.unref();
  }

  static async start(): Promise<LauncherLink> {
    const desk = await StreamDesk.open();
    // Detached is a session of its own: a Ctrl-C for the server, or a terminal that is closed, is none of its business.
    const launcher = fork(entryFile('launcher.js'), [desk.socketFile, `${process.pid}`], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      cwd: '/',
      // What the server's Node was told (to be debugged, say) is not for this one. Nor is the mark of a server that is itself a command.
      execArgv: [],
      env: commandEnvironment(process.env, { NODE_OPTIONS: undefined, [ATTEMPT_VARIABLE]: undefined }),
    });
    return new LauncherLink(desk, launcher);
  }

  async launch(spec: LaunchSpec): Promise<LaunchedProcess> {
    const id = ++this.#lastId;
    const streams = this.#desk.expect(STDIO_STREAMS + (spec.hasChannel ? 1 : 0));
    const child = new RemoteChild(spec, (signal) => this.#send({ type: 'signal', id, signal }));
    this.#children.set(id, child);
    this.#process.channel?.ref();
    // Its folder is relative to that of the server, which may have changed since the launcher was started.
    const launched = { ...spec, cwd: resolve(spec.cwd) };
    if (!this.#send({ type: 'launch', id, spec: launched, tokens: streams.tokens })) this.#forsake(id, child);
    try {
      return await child.started(streams.arrived);
    } catch (error) {
      streams.forget();
      throw error;
    }
  }

  /** Answers whether there is a launcher to be told. */
  #send(command: LauncherCommand): boolean {
    if (!this.#process.connected) return false;
    this.#process.send(command, () => {});
    return true;
  }

  #hear(report: LauncherReport): void {
    const child = this.#children.get(report.id);
    child?.hear(report);
    if (report.type !== 'started') this.#remove(report.id);
  }

  async #lose(reason: string): Promise<void> {
    this.#goneBecause = reason;
    for (const [id, child] of this.#children) this.#forsake(id, child);
    await this.#desk.close();
  }

  #forsake(id: number, child: RemoteChild): void {
    this.#remove(id);
    child.forsake(this.#goneBecause ?? 'it is ending');
  }

  #remove(id: number): void {
    this.#children.delete(id);
    if (this.#children.size === 0) this.#process.channel?.unref();
  }
}

/** Resolves, with the reason, when a process has ended and all that it said was heard; or when it could not be started. */
function endOf(launcher: ChildProcess): Promise<string> {
  const ended = new Deferred<Exit>();
  const unheard = new Deferred<void>();
  launcher.once('exit', (code, signal) => ended.resolve({ code, signal }));
  launcher.once('disconnect', () => unheard.resolve());
  const failed = new Promise<string>((done) => launcher.once('error', (error) => done(error.message)));
  const both = Promise.all([ended.promise, unheard.promise]);
  return Promise.race([failed, both.then(([{ code, signal }]) => (signal === null ? `exit code ${code}` : `signal ${signal}`))]);
}
