import { onFrame } from 'xstate-phoenix';
import type { Hub } from './hub.ts';
import type { Redactor } from './redact.ts';
import type { Tap } from './tap.ts';
import type { ActorRef } from './xstate5.types.ts';

type ClientRef = Parameters<typeof onFrame>[0];

/** The frames of all clients, for as long as somebody watches: to look at one costs its client more than nothing. */
export interface Frames {
  /** @returns The undo. */
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
    // Not when it appears: a client that is being made has nothing yet that could be listened to.
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

  /** One that is made and not started, or was made of a bad input, has no frames. */
  function attachSafely(n: number, sessionId: string): void {
    try {
      attach(n, tap.refOf(sessionId));
    } catch {
      // It is attached to when it moves.
    }
  }
}

/** By its chart, which the hub has looked at. */
function isClient(ref: ActorRef): ref is ClientRef {
  return 'on' in ref;
}

function cut(text: string | null): string | null {
  return text === null ? null : String(text).slice(0, 200);
}
