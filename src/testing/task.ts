/**
 * Waits for a task of its own: whatever waits for nothing but promises has gone on then, however long the chain. A
 * message channel makes one everywhere, without a timer, and timers that a test has replaced do not stop it.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
