/** The inbox of a process: messages are handled one at a time, in order. */
export interface Mailbox<Message> {
  /** Handles the message now, or, while another one is being handled, after it. */
  post(message: Message): void;
  /** Forgets what waits, and whatever is posted from now on. */
  close(): void;
}

/**
 * Makes the inbox of a process.
 *
 * @param handle - Returns a promise to hold the messages behind this one back until it resolves; it must not reject.
 *   As long as it returns none, everything happens within `post`: no task, no microtask, the same order every time.
 */
export function mailbox<Message>(handle: (message: Message) => undefined | Promise<undefined>): Mailbox<Message> {
  // An iterator sees what is pushed while it runs, and takes each message in constant time; shift() would make ten
  // thousand frames behind one slow join cost their square.
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
