/**
 * Waits for a task of its own: whatever waits for nothing but promises has gone on then, however long the chain. A
 * message channel makes one without a timer, and timers that a test has replaced do not stop it; jsdom has none, so there
 * it is a timer after all.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof MessageChannel === 'undefined') {
      setTimeout(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
