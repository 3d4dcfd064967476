/**
 * The inspector for a page.
 *
 * @module xstate-phoenix-inspector/browser
 */

import { wallClock } from './clock.ts';
import { createControl } from './control.ts';
import { createFrames } from './frames.ts';
import { Hub } from './hub.ts';
import { type PageSocket, show } from './live.ts';
import { PORT } from './port.ts';
import { createRedactor, type Redaction } from './redact.ts';
import { tellStately } from './stately/events.ts';
import { postTo, STATELY } from './stately/post.ts';
import { createTap } from './tap.ts';
import type { Inspect } from './xstate5.types.ts';

/** How to inspect in a page. */
export interface BrowserInspectorOptions {
  /** Whether our view may send commands to actors. @defaultValue false */
  readonly control?: boolean;
  /** Which topics are shown; one for which it throws is not. @defaultValue all */
  readonly topics?: (topic: string) => boolean;
  /** What is shown of events, contexts and payloads beyond the default. @defaultValue nothing */
  readonly redact?: Redaction;
  /** Entries that are kept: states, events, frames. @defaultValue 10_000 */
  readonly history?: number;
}

/** An inspector that runs in a page: the tap, the redaction and the history of the one in Node, and no server. */
export interface BrowserInspector {
  /** For `interpret(clientMachine, { input, inspect: inspector.inspect })`, with as many clients as you like. */
  readonly inspect: Inspect;
  /**
   * Shows our view in a frame: the built page, `dist/page` of this package, served from the origin of this page, with
   * `#xstate-phoenix-inspector` at the end of its url. It may be loaded anew at any time.
   *
   * @returns The undo; the frame itself stays.
   */
  showIn(frame: HTMLIFrameElement): () => void;
  /**
   * Shows the Stately inspector in a frame, or in a window of its own, which a browser lets open in answer to a click only.
   * It is on the web: what is shown leaves this machine, redacted as all is. At most 100 topics are shown.
   *
   * @param options.url - @defaultValue `https://stately.ai/inspect`
   * @returns The undo; the frame or the window stays.
   */
  showInStately(options?: { readonly frame?: HTMLIFrameElement; readonly url?: string }): () => void;
  /** Nothing is watched any more. */
  stop(): void;
}

/** Opens an inspector in this page. */
export function openInspector(options: BrowserInspectorOptions = {}): BrowserInspector {
  const { control: isAllowed = false, topics, redact, history = 10_000 } = options;
  const hub = new Hub(wallClock, history);
  const tap = createTap(hub, { redact, topics });
  const frames = createFrames(hub, tap, createRedactor(redact).payload);
  const control = createControl(hub, tap, isAllowed);
  const undos = new Set<() => void>();
  const undoable = (undo: () => void) => {
    const once = () => {
      if (undos.delete(once)) undo();
    };
    undos.add(once);
    return once;
  };

  return {
    inspect: tap.inspect,
    showIn(frame) {
      let end = () => {};
      const connect = () => {
        end();
        const { port1, port2 } = new MessageChannel();
        const page = show(hub, socketOf(port1), control);
        const unwatch = frames.watch();
        port1.onmessage = ({ data }) => page.receive(String(data));
        end = () => {
          page.end();
          unwatch();
          port1.postMessage(null);
          port1.close();
        };
        frame.contentWindow?.postMessage(PORT, location.origin, [port2]);
      };
      frame.addEventListener('load', connect);
      if (frame.contentDocument?.readyState === 'complete') connect();
      return undoable(() => {
        frame.removeEventListener('load', connect);
        end();
      });
    },
    showInStately({ frame, url = STATELY } = {}) {
      if (frame) frame.src = url;
      const opened = frame ? null : open(url, 'xstateinspector');
      return undoable(
        postTo(
          () => frame?.contentWindow ?? opened,
          url,
          (send) => tellStately(hub, send),
        ),
      );
    },
    stop() {
      tap.stop();
      frames.stop();
      for (const undo of undos) undo();
      hub.stop();
    },
  };
}

/** A port is memory: nothing waits in it that could be counted. */
function socketOf(port: MessagePort): PageSocket {
  return { bufferedAmount: 0, send: (text) => port.postMessage(text) };
}
