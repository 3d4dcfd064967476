import type { PageFact } from '../machines/client/client.events.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { LifecycleTarget, PageLifecycleOptions } from './lifecycle.types.ts';

/**
 * Tells a client what happens to its page: that it is hidden, frozen, kept for the back button or shown again, and that
 * the network is gone or back. By that the client waits, closes its connection, and comes back. A client that has not
 * connected yet, or was disconnected, stays so.
 *
 * It ends when the client is stopped, and begins again when that is started again.
 *
 * @returns A function that ends it.
 * @throws TypeError when there is no document or window, as on a server, or when an option can not be used;
 *   `ConfigurationError` when the client was made with a bad input.
 */
export function pageLifecycle(client: ClientRef, options: PageLifecycleOptions = {}): () => void {
  const { whenHidden = 'continue', document = globalThis.document, window = globalThis.window } = options;
  const { status, error, context } = client.getSnapshot();
  if (error) throw error;
  const { life, time } = context.connection;
  const pauses = whenHidden === 'pause';
  const afterMs = pauses || whenHidden === 'continue' ? Infinity : whenHidden?.disconnectAfterMs;
  if (!(afterMs >= 0))
    throw new TypeError('whenHidden must be "continue", "pause" or { disconnectAfterMs }, from 0 up');
  if (!document || !window)
    throw new TypeError(
      `There is no ${document ? 'window' : 'document'}. Call pageLifecycle() in a page, or pass one.`,
    );
  const { _clock: clock } = client.system;
  /** When the page went away: was hidden, frozen or left. Undefined while it is there. */
  let awaySince: number | undefined;
  let timer: unknown;
  let ending = new AbortController();
  // Nobody has to hear for a client that was stopped, until it is started again.
  let mayListen = status === 'active';

  const tell = (type: PageFact['type']) => client.send({ type });
  const leave = (type: PageFact['type']) => () => {
    awaySince ??= time.now();
    tell(type);
  };
  const tellNetwork = () => tell(window.navigator.onLine ? 'network.online' : 'network.offline');
  /** Asks the document whether it is seen, and does not go by the event: browsers leave some out. */
  const look = (event?: { readonly type: string }) => {
    clock.clearTimeout(timer);
    if (document.visibilityState !== 'hidden') {
      awaySince = undefined;
      tellNetwork();
      return tell('page.visible');
    }
    if (pauses) tell('page.hidden');
    awaySince ??= time.now();
    const restMs = awaySince + afterMs - time.now();
    if (restMs <= 0) return tell('page.suspended');
    if (restMs < Infinity) timer = clock.setTimeout(() => look(), restMs);
    if (event && event.type !== 'visibilitychange') tell('page.resumed');
  };
  const lookIfAway: typeof look = (event) => {
    if (awaySince !== undefined) look(event);
  };
  const hear = (target: LifecycleTarget, listeners: Readonly<Record<string, typeof look>>) => {
    for (const [type, listener] of Object.entries(listeners)) target.addEventListener(type, listener, ending);
  };
  const listen = () => {
    ending = new AbortController();
    hear(document, { visibilitychange: look, freeze: leave('page.frozen'), resume: look });
    hear(window, {
      pagehide: leave('page.suspended'),
      pageshow: look,
      focus: lookIfAway,
      offline: tellNetwork,
      online() {
        tellNetwork();
        lookIfAway();
      },
    });
    look();
  };
  const stop = () => {
    ending.abort();
    clock.clearTimeout(timer);
    awaySince = undefined;
  };
  const unhear = life.onStop(stop);
  const { unsubscribe } = life.listeners.add(() => {
    if (mayListen) listen();
    mayListen = true;
    return { unsubscribe: stop };
  });
  return () => {
    unsubscribe();
    unhear();
  };
}
