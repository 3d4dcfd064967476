import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../fixtures/liveview/', import.meta.url);

/** A page as the server rendered it. */
export interface RecordedPage {
  readonly url: string;
  readonly http_status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
}

/** What was done or seen in a tab, or what the world did; see test/fixtures/liveview/INDEX.md. */
export interface Step {
  readonly at_ms: number;
  readonly tab?: number;
  readonly open?: string;
  readonly do?: 'click' | 'fill' | 'files' | 'back' | 'run' | 'pause' | 'cut' | 'tell' | 'disconnect';
  readonly selector?: string;
  readonly value?: string;
  readonly files?: readonly { readonly name: string; readonly base64: string }[];
  readonly script?: string;
  readonly ms?: number;
  readonly see?: string;
  readonly text?: string;
  readonly pattern?: string;
  readonly class?: string;
  readonly gone?: true;
}

/** What went over the wire. */
export interface Entry {
  readonly dir: 'open' | 'client' | 'server' | 'close' | 'request' | 'response';
  readonly at_ms: number;
  readonly conn?: number;
  readonly page?: number;
  readonly url?: string;
  readonly text?: string;
  readonly base64?: string;
  readonly code?: number;
  readonly reason?: string;
  readonly by?: 'client' | 'server';
  readonly method?: string;
  readonly http_status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a tab shows. */
export interface Shown {
  readonly tab?: number | undefined;
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly classes: string;
}

/** A recording of a real LiveView: a user, some pages, and the wire between them and the server. */
export interface Recording {
  readonly scenario: string;
  readonly description: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly pages: readonly RecordedPage[];
  readonly steps: readonly Step[];
  readonly shown: readonly Shown[];
  readonly frames: readonly Entry[];
}

/** The names of all recordings. */
export const scenarios: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -5));

export function recordingOf(scenario: string): Recording {
  return JSON.parse(readFileSync(new URL(`${scenario}.json`, folder), 'utf8'));
}
