import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Numbered, Order, Report, Said } from './far.types.ts';

/** The far side, as the near one has it: a process that can be ordered about, stopped, and killed. */
export interface Far {
  /** The port of the proxy; the same one for all processes of a run. */
  readonly port: number;
  order(order: Order): Promise<Report>;
  /** The process stands still (SIGSTOP), with all its connections open. */
  freeze(): void;
  thaw(): void;
  /** Kills the process (SIGKILL), and starts another one on the same port. */
  kill(): Promise<void>;
  /** Messages sent and processor time spent by all processes so far, as far as they lived to tell. */
  readonly totals: { readonly sent: number; readonly cpuMs: number };
  stop(): Promise<void>;
}

/** What it is started with. */
export interface FarOptions {
  readonly rate: number;
  readonly seed: number;
  readonly log: string;
}

/** Milliseconds in which an order is obeyed, unless it is the far side itself that is broken. */
const ANSWER_BOUND_MS = 30_000;
const program = fileURLToPath(new URL('./far.ts', import.meta.url));

export async function startFar({ rate, seed, log }: FarOptions): Promise<Far> {
  const waiting = new Map<number, (report: Report) => void>();
  const past = { sent: 0, cpuMs: 0 };
  let latest = { sent: 0, cpuMs: 0 };
  let orders = 0;

  const start = async (port: number): Promise<readonly [ChildProcess, number]> => {
    const args = ['--port', `${port}`, '--rate', `${rate}`, '--seed', `${seed + orders}`, '--log', log];
    const started = fork(program, args, { execArgv: ['--conditions=xstate-phoenix-source', '--import', 'tsx'] });
    const ready = new Promise<number>((resolve, reject) => {
      started.on('message', (said: Said) => {
        if ('port' in said) return resolve(said.port);
        latest = said.report;
        waiting.get(said.done)?.(said.report);
        waiting.delete(said.done);
      });
      started.once('exit', (code, signal) => reject(new Error(`The far side ended: ${code ?? signal}`)));
    });
    return [started, await ready];
  };
  const end = async (ending: ChildProcess) => {
    const exited = once(ending, 'exit');
    ending.kill('SIGKILL');
    await exited;
    waiting.clear();
    past.sent += latest.sent;
    past.cpuMs += latest.cpuMs;
    latest = { sent: 0, cpuMs: 0 };
  };
  let [child, port] = await start(0);

  return {
    port,
    order: (order) =>
      new Promise((resolve, reject) => {
        orders += 1;
        const giveUp = setTimeout(() => reject(new Error('The far side does not answer.')), ANSWER_BOUND_MS);
        waiting.set(orders, (report) => {
          clearTimeout(giveUp);
          resolve(report);
        });
        const numbered: Numbered = { number: orders, order };
        child.send(numbered, (error) => error && reject(error));
      }),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill: async () => {
      await end(child);
      [child, port] = await start(port);
    },
    get totals() {
      return { sent: past.sent + latest.sent, cpuMs: past.cpuMs + latest.cpuMs };
    },
    stop: () => end(child),
  };
}
