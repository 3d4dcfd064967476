import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Ready, Trial, Verdict } from './trial.ts';

/** Milliseconds without a single test that ends, after which a mutant counts as hung; a test gives up far sooner. */
const SILENCE_MS = 40_000;

/** A place for one trial at a time. A trial that does not end by itself is ended with its process. */
export class Bench {
  #trier: ChildProcess | undefined;

  /** The test files there are. */
  async open(): Promise<readonly string[]> {
    this.close();
    const trier = fork(fileURLToPath(new URL('./trier.ts', import.meta.url)), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ready = await answerOf<Ready>(trier);
    if ('end' in ready) throw new Error(`The tests can not begin: ${ready.end}.`);
    this.#trier = trier;
    return ready.answer.files;
  }

  async try(trial: Trial): Promise<Verdict> {
    if (this.#trier === undefined) await this.open();
    const trier = this.#trier;
    if (trier === undefined) throw new Error('The bench was closed.');
    const heard = answerOf<Verdict>(trier);
    trier.send(trial);
    const verdict = await heard;
    if ('answer' in verdict) return verdict.answer;
    this.#trier = undefined;
    return { status: 'timeout', by: verdict.end, took: {} };
  }

  close(): void {
    this.#trier?.kill();
    this.#trier = undefined;
  }
}

type Heard<T> = { readonly answer: T } | { readonly end: string };

/** The answer of a process, which may say that it lives before it has one; or how it ended instead. */
function answerOf<T>(trier: ChildProcess): Promise<Heard<T>> {
  return new Promise((resolve) => {
    let end = 'the process ended by itself';
    let timer: NodeJS.Timeout | undefined;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        end = `no test ended for ${SILENCE_MS / 1000} s`;
        trier.kill('SIGKILL');
      }, SILENCE_MS);
    };
    const done = (heard: Heard<T>) => {
      clearTimeout(timer);
      trier.off('message', hear).off('exit', leave);
      resolve(heard);
    };
    const hear = (message: unknown) => (message === 'alive' ? wait() : done({ answer: message as T }));
    const leave = () => done({ end });
    trier.on('message', hear).on('exit', leave);
    wait();
  });
}
