import type { Beat } from './actors.types.ts';
import { Backlog } from './backlog.ts';
import type { Control } from './control.ts';
import type { Feed } from './feed.types.ts';
import type { ActorRow, ChartId, Entry, ToPage } from './wire.types.ts';

/** The way to a page: a WebSocket, or what does as one. */
export interface PageSocket {
  /** Bytes that are not sent yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
}

/** A page that is being shown something. */
export interface Shown {
  /** What the page says. */
  receive(text: string): void;
  /** The page is gone. */
  end(): void;
}

/** Rows, or entries of the past, in one message. */
export const CHUNK = 1000;
/** Bytes of which a page that has not taken them gets nothing more for the time being. */
export const SLOW_BYTES = 1_000_000;

/** Shows a page all there is, from the past on, and then each beat. */
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

/** @returns Why not. */
function obey(text: string, control: Control | null): string | null {
  const message = parsed(text);
  if (message.type !== 'send' || typeof message.n !== 'number') return 'This is nothing a page can ask.';
  return control ? control.send(message.n, message.event) : 'This is a recording: nobody is there to take an event.';
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** At least one, which may be empty. */
function chunksOf<T>(list: readonly T[]): readonly (readonly T[])[] {
  const count = Math.max(1, Math.ceil(list.length / CHUNK));
  return Array.from({ length: count }, (_, index) => list.slice(index * CHUNK, (index + 1) * CHUNK));
}

function isChart(id: string): id is ChartId {
  return id === 'client' || id === 'channel';
}
