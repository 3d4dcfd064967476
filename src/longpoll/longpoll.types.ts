/** The options of a `fetch` that are used. */
export interface FetchInit {
  readonly method?: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  readonly keepalive?: boolean;
}

/** The part of a `Response` that is used. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: { forEach(visit: (value: string, name: string) => void): void };
  text(): Promise<string>;
}

/** A `fetch`: the global one, or one like it. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** The JSON of an answer. Its status counts: the HTTP status of Phoenix is always 200. */
export interface Answer {
  readonly status: number;
  readonly token?: string;
  readonly messages?: readonly string[];
}

/** Options of {@link longPoll}. */
export interface LongPollOptions {
  /** Makes the requests. @defaultValue the global `fetch`, looked up at each attempt */
  readonly fetch?: FetchLike;
  /**
   * Where the token of the session travels: in the query, or in the header `X-Phoenix-Longpoll-Token`. Phoenix reads the
   * header since 1.8.10. @defaultValue `'query'`
   */
  readonly tokenIn?: 'query' | 'header';
  /** Whether a page sends cookies, as in `fetch`. @defaultValue that of `fetch`, `'same-origin'` in pages */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /**
   * Milliseconds that a request may take. Give more than the `window_ms` of the server, which is 10 seconds unless it is
   * configured. @defaultValue 20_000
   */
  readonly timeoutMs?: number;
}
