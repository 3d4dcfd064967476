/**
 * The inspector for clients in a web page.
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

/** Options of {@link openInspector}. */
export interface BrowserInspectorOptions {
  /** Whether you can send commands to actors from the view of `showIn`. @defaultValue false */
  readonly control?: boolean;
  /** Returns whether to show a topic. If it throws, the topic is not shown. @defaultValue shows all */
  readonly topics?: (topic: string) => boolean;
  /** What to show besides the types of events, states, refs, codes and numbers. @defaultValue nothing */
  readonly redact?: Redaction;
  /** How many entries (states, events and frames) to keep. @defaultValue 10_000 */
  readonly history?: number;
}

/** An inspector in a web page. It works like the one for Node, without a server. */
export interface BrowserInspector {
  /** Give it to any number of clients: `interpret(clientMachine, { input, inspect: inspector.inspect })`. */
  readonly inspect: Inspect;
  /**
   * Shows the inspector in a frame. Serve the folder `dist/page` of this package from the origin of your page, and load
   * it in the frame with `#xstate-phoenix-inspector` at the end of the url. You can reload the frame at any time.
   *
   * @returns A function that disconnects the frame. It does not remove it.
   */
  showIn(frame: HTMLIFrameElement): () => void;
  /**
   * Shows the Stately inspector in a frame, or, without one, in a new window. Browsers open a window only after a
   * click. That inspector is a website, so what it shows leaves this machine. It is redacted like everything else. It
   * shows at most 100 topics.
   *
   * @param options.url - @defaultValue `https://stately.ai/inspect`
   * @returns A function that disconnects the frame or window. It does not close it.
   */
  showInStately(options?: { readonly frame?: HTMLIFrameElement; readonly url?: string }): () => void;
  /** Stops watching clients, and disconnects all views. */
  stop(): void;
}

/** Makes an inspector in this page. Call {@link BrowserInspector.showIn} to see it. */
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

/** A MessagePort has no `bufferedAmount`, so we use 0. */
function socketOf(port: MessagePort): PageSocket {
  return { bufferedAmount: 0, send: (text) => port.postMessage(text) };
}
