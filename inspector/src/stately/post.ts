import type { StatelyInspectionEvent } from '@statelyai/inspect';

/** The Stately inspector. It is a website: what you show there leaves this machine. */
export const STATELY = 'https://stately.ai/inspect';

/**
 * Posts events to a receiver in another window, as soon as the receiver says that it is ready, and only to its origin.
 * (`createBrowserInspector` would post to any page in the window, and lose the events before a frame has loaded.)
 *
 * @param tell - Called each time a receiver is ready, also after a reload. Returns a function that ends it.
 * @returns A function that ends all of it.
 */
export function postTo(
  windowOf: () => Window | null,
  url: string,
  tell: (send: (event: StatelyInspectionEvent) => void) => () => void,
): () => void {
  const { origin } = new URL(url, location.href);
  let undo = () => {};
  const hear = ({ origin: from, source, data }: MessageEvent) => {
    if (from !== origin || source !== windowOf() || data?.type !== '@statelyai.connected') return;
    undo();
    undo = tell((event) => windowOf()?.postMessage(event, origin));
  };
  addEventListener('message', hear);
  return () => {
    removeEventListener('message', hear);
    undo();
  };
}
