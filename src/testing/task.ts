/**
 * Waits for the next task. Until then all promises settle that wait only for other promises. A message channel works
 * even when a test has replaced the timers. jsdom has none, so a timer is used there.
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
