import type { Beat } from './actors.types.ts';
import { Backlog } from './backlog.ts';
import type { Control } from './control.ts';
import type { Feed } from './feed.types.ts';
import type { ActorRow, ChartId, Entry, ToPage } from './wire.types.ts';

/** The connection to a page: a WebSocket, or something like it. */
export interface PageSocket {
  /** How many bytes are not sent yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
}

/** A connected page. */
export interface Shown {
  /** Handles a message of the page. */
  receive(text: string): void;
  /** Called when the page is gone. */
  end(): void;
}

/** How many rows or past entries one message has. */
export const CHUNK = 1000;
/** A page with more unsent bytes than this gets no more beats for now. */
export const SLOW_BYTES = 1_000_000;

/** Sends a page everything so far, and then each beat. */
export function show(feed: Feed, socket: PageSocket, control: Control | null): Shown {
  const { startedAt, isRecording: recording } = feed;
  const tell = (message: ToPage) => socket.send(JSON.stringify(message));
  const charts = new Set<string>();
  const tellCharts = () => {
    for (const [id, graph] of Object.entries(feed.charts()))
      if (!charts.has(id) && isChart(id)) {
        charts.add(id);
        tell({ type: 'chart', id, graph });
      }
  };

  tell({ type: 'hello', version: 1, startedAt, control: control?.isAllowed ?? false, recording });
  const { at, rows, entries, counts } = feed.past();
  tellCharts();
  const chunks = chunksOf<ActorRow>(rows);
  chunks.forEach((chunk, index) => {
    tell({ type: 'actors', rows: chunk, last: index === chunks.length - 1 });
  });
  const beats = chunksOf<Entry>(entries);
  beats.forEach((chunk, index) => {
    const isLast = index === beats.length - 1;
    tell({
      type: 'beat',
      at: isLast ? at : (chunk.at(-1)?.at ?? at),
      entries: chunk,
      counts: isLast ? counts : [],
      dropped: 0,
    });
  });

  const backlog = new Backlog();
  let appeared = false;
  const beat = (beat: Beat) => {
    if (socket.bufferedAmount > SLOW_BYTES) {
      backlog.keep(beat);
      return;
    }
    if (appeared) tellCharts();
    appeared = false;
    tell({ type: 'beat', ...backlog.before(beat) });
  };
  const undo = feed.listen({
    appeared: () => {
      appeared = true;
    },
    beat,
  });
  return {
    receive: (text) => {
      const why = obey(text, control);
      if (why !== null) tell({ type: 'refused', why });
    },
    end: undo,
  };
}

/** @returns Null, or why the message was refused. */
function obey(text: string, control: Control | null): string | null {
  const message = parsed(text);
  if (message.type !== 'send' || typeof message.n !== 'number') return 'The page has sent an unknown message.';
  return control ? control.send(message.n, message.event) : 'Events can not be sent to a recording.';
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Returns at least one chunk. It may be empty. */
function chunksOf<T>(list: readonly T[]): readonly (readonly T[])[] {
  const count = Math.max(1, Math.ceil(list.length / CHUNK));
  return Array.from({ length: count }, (_, index) => list.slice(index * CHUNK, (index + 1) * CHUNK));
}

function isChart(id: string): id is ChartId {
  return id === 'client' || id === 'channel' || id === 'presence';
}
