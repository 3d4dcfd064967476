/** The mailbox of a process. It handles messages one at a time, in order. */
export interface Mailbox<Message> {
  /** Handles the message: now, or after the messages before it. */
  post(message: Message): void;
  /** Drops the messages that wait, and all later ones. */
  close(): void;
}

/**
 * Makes a mailbox.
 *
 * @param handle - Handles a message within `post`. If it returns a promise, later messages wait until that resolves.
 *   The promise must not reject.
 */
export function mailbox<Message>(handle: (message: Message) => undefined | Promise<undefined>): Mailbox<Message> {
  // An iterator sees what is pushed while it runs, and takes each message in constant time. shift() would take
  // quadratic time for ten thousand frames behind one slow join.
  let waiting: Message[] = [];
  let queue = waiting.values();
  let busy = false;
  let closed = false;

  const empty = () => {
    waiting = [];
    queue = waiting.values();
  };

  const run = () => {
    busy = true;
    let held: undefined | Promise<undefined>;
    try {
      while (!held) {
        const next = queue.next();
        if (next.done) break;
        held = handle(next.value);
      }
    } finally {
      if (!held) busy = false;
    }
    if (held) void held.then(run);
    else empty();
  };

  return {
    post(message) {
      if (closed) return;
      waiting.push(message);
      if (!busy) run();
    },
    close() {
      closed = true;
      empty();
    },
  };
}
