import { batch } from '@preact/signals';
import type { FromPage, ToPage } from '../src/wire.types.ts';
import { type History, newHistory, record, withActors } from './history.ts';
import type { Store } from './store.ts';

/** Sends messages to the service. */
export interface Line {
  send(message: FromPage): void;
}

/** A WebSocket, or something like it. */
export interface Socket {
  onmessage: ((event: MessageEvent) => void) | null;
  onopen: ((event: Event) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  readonly readyState: number;
  send(text: string): void;
}

/** Milliseconds until the next attempt, by the number of failed attempts in a row. */
const WAITS = [250, 500, 1000, 2000];

/** Connects to the service, and keeps the store up to date. Reconnects when the socket closes. */
export function connect(store: Store, open: () => Socket): Line {
  let socket: Socket;
  let failures = 0;
  const dial = (): void => {
    socket = open();
    // The old history stays on screen until the new one is complete.
    let next: History | undefined;
    socket.onmessage = ({ data }) =>
      batch(() => {
        next = take(store, JSON.parse(String(data)) as ToPage, next);
      });
    socket.onopen = () => {
      failures = 0;
    };
    socket.onclose = () => {
      store.link.value = 'away';
      setTimeout(dial, WAITS[Math.min(failures++, WAITS.length - 1)]);
    };
  };
  dial();
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
      else store.notice.value = 'Not sent: the inspector is disconnected.';
    },
  };
}

/** Handles a message. Returns the history, if it is still incomplete. */
function take(store: Store, message: ToPage, next: History | undefined): History | undefined {
  const { live, link, control, beat, notice } = store;
  if (message.type === 'hello') {
    control.value = message.control;
    link.value = message.recording ? 'recording' : 'live';
    return newHistory(message.startedAt);
  }
  if (message.type === 'refused') notice.value = `Refused: ${message.why}`;
  else if (message.type === 'chart') return withChart(store, message, next);
  else if (message.type === 'actors') {
    const history = withActors(next ?? live.value, message.rows);
    if (!message.last) return history;
    live.value = history;
    return undefined;
  } else {
    const history = record(live.value, message.entries, message.counts);
    live.value = { ...history, dropped: history.dropped + message.dropped };
    beat.value = { at: message.at, heard: performance.now() };
  }
  return next;
}

function withChart({ live }: Store, { id, graph }: Extract<ToPage, { type: 'chart' }>, next: History | undefined) {
  const of = next ?? live.value;
  const history = { ...of, charts: { ...of.charts, [id]: graph } };
  if (!next) live.value = history;
  return next && history;
}
