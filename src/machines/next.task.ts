/**
 * Calls `run` in a new task, after all pending promises have run, however long their chains. It uses a message channel,
 * which needs no timer. Without `MessageChannel`, it calls `run` in a microtask.
 */
export class NextTask {
  #run: (() => void) | null;
  #channel: MessageChannel | null = null;

  constructor(run: () => void) {
    this.#run = run;
  }

  request(): void {
    if (typeof MessageChannel === 'undefined') {
      void Promise.resolve().then(() => this.#run?.());
      return;
    }
    this.#channel ??= this.#open();
    const { port1, port2 } = this.#channel;
    keepAlive(port2, true);
    port1.postMessage(null);
  }

  /** It is not called any more. */
  close(): void {
    this.#run = null;
    this.#channel?.port1.close();
    this.#channel?.port2.close();
    this.#channel = null;
  }

  #open(): MessageChannel {
    const channel = new MessageChannel();
    const { port2 } = channel;
    port2.onmessage = () => {
      keepAlive(port2, false);
      this.#run?.();
    };
    return channel;
  }
}

/** In Node, a referenced port keeps the process alive. */
function keepAlive(port: MessagePort, isNeeded: boolean): void {
  const name = isNeeded ? 'ref' : 'unref';
  const method: unknown = Reflect.get(port, name);
  if (typeof method === 'function') Reflect.apply(method, port, []);
}
