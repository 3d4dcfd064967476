import { onFrame } from 'xstate-phoenix';
import type { Hub } from './hub.ts';
import type { Redactor } from './redact.ts';
import type { Tap } from './tap.ts';
import type { ActorRef } from './xstate5.types.ts';

type ClientRef = Parameters<typeof onFrame>[0];

/** Listens to the frames of all clients while somebody watches. (Listening costs a client some time.) */
export interface Frames {
  /** @returns A function that ends this watch. */
  watch(): () => void;
  stop(): void;
}

export function createFrames(hub: Hub, tap: Tap, payload: Redactor['payload']): Frames {
  const watchers = new Set<object>();
  const undos = new Map<number, () => void>();

  const attach = (n: number, ref: ActorRef | undefined) => {
    if (ref === undefined || undos.has(n) || !isClient(ref)) return;
    const undo = onFrame(ref, ({ direction, frame: [joinRef, ref, topic, event, sent], bytes }) => {
      if (!tap.shows(topic)) return;
      const shown = payload(sent);
      const head = { client: n, direction, topic: cut(topic), event: cut(event), ref: cut(ref), joinRef: cut(joinRef) };
      hub.passes({ ...head, bytes, ...(shown !== undefined && { payload: shown }) });
    });
    undos.set(n, undo);
  };
  const detach = (n: number) => {
    undos.get(n)?.();
    undos.delete(n);
  };
  const detachAll = () => {
    for (const n of undos.keys()) detach(n);
  };
  const unlisten = hub.listen({
    // A client that has only appeared is not ready for listeners.
    moved: ({ n, chart, sessionId, status }) => {
      if (watchers.size > 0 && chart === 'client' && status === 'active') attach(n, tap.refOf(sessionId));
    },
    vanished: ({ n }) => detach(n),
  });

  return {
    watch() {
      const watcher = {};
      watchers.add(watcher);
      for (const { n, chart, sessionId } of hub.actors()) if (chart === 'client') attachSafely(n, sessionId);
      return () => {
        watchers.delete(watcher);
        if (watchers.size === 0) detachAll();
      };
    },
    stop() {
      unlisten();
      watchers.clear();
      detachAll();
    },
  };

  /** Fails without harm for a client that is not started, or was made with a bad input. */
  function attachSafely(n: number, sessionId: string): void {
    try {
      attach(n, tap.refOf(sessionId));
    } catch {
      // We try again when its state changes.
    }
  }
}

/** The hub has already checked the chart. */
function isClient(ref: ActorRef): ref is ClientRef {
  return 'on' in ref;
}

function cut(text: string | null): string | null {
  return text === null ? null : String(text).slice(0, 200);
}
