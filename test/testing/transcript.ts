import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../fixtures/phoenix/', import.meta.url);

/** One line of a recording; see test/fixtures/phoenix/INDEX.md. */
export interface Line {
  readonly dir: 'open' | 'client' | 'server' | 'close' | 'http' | 'request' | 'response';
  readonly at_ms: number;
  readonly conn?: number;
  readonly method?: string;
  readonly url?: string;
  readonly protocol?: string;
  readonly text?: string;
  readonly base64?: string;
  readonly opcode?: 'text';
  readonly bytes?: number;
  readonly close?: { readonly code: number | null; readonly reason: string };
  readonly code?: number;
  readonly by?: 'client' | 'server';
  readonly body?: string;
  readonly body_base64?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly http_status?: number;
  readonly http_body?: string;
}

/** A recording of a real Phoenix server. */
export interface Transcript {
  readonly scenario: string;
  readonly description: string;
  readonly transport: 'websocket' | 'longpoll';
  readonly frames: readonly Line[];
}

/** All recordings, by the name of their file. */
export function transcripts(): ReadonlyMap<string, Transcript> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => [file.slice(0, -5), JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Transcript]),
  );
}

/** A line's payload as it went over the wire. */
export function dataOf({ text, base64, bytes }: Line): string | Uint8Array {
  if (bytes !== undefined) return 'x'.repeat(bytes);
  return text ?? new Uint8Array(Buffer.from(base64 ?? '', 'base64'));
}

/**
 * The lines in the order of their causes: a client's close was written down when it was complete, behind what other
 * connections heard of it (presence_two_clients.json).
 */
export function causal(lines: readonly Line[]): Line[] {
  const ordered: Line[] = [];
  for (const line of lines) {
    let at = ordered.length;
    if (line.dir === 'close' && line.by === 'client') while (at > 0 && isEffect(ordered[at - 1] as Line, line)) at--;
    ordered.splice(at, 0, line);
  }
  return ordered;
}

function isEffect(earlier: Line, close: Line): boolean {
  return earlier.dir === 'server' && earlier.conn !== close.conn && earlier.at_ms >= close.at_ms - 5;
}

/**
 * Frames made comparable: JSON parsed, bytes in hex, the server's own clock blanked, and its presence refs numbered as
 * they appear, so that a ref that should be an earlier one has to be it.
 */
export function normaliser(): (data: string | Uint8Array) => unknown {
  const refs = new Map<string, string>();
  return (data) =>
    typeof data !== 'string'
      ? Buffer.from(data).toString('hex')
      : JSON.parse(data, (key, value: unknown) => {
          if (key === 'online_at') return 'then';
          if (key !== 'phx_ref' && key !== 'phx_ref_prev') return value;
          const ref = refs.get(String(value)) ?? `phx_ref ${refs.size + 1}`;
          refs.set(String(value), ref);
          return ref;
        });
}
