import type { StatelyInspectionEvent } from '@statelyai/inspect';

/** The inspector on the web. What a page shows it leaves this machine. */
export const STATELY = 'https://stately.ai/inspect';

/**
 * Posts events to a receiver in another window of the browser: to its origin and to no other, from when it has said that it
 * is there. `createBrowserInspector` posts to whatever is in the window, and loses what was said before a frame has loaded.
 *
 * @param tell - Called each time a receiver comes, so one that is loaded anew is told all anew. Returns its undo.
 * @returns The undo.
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
