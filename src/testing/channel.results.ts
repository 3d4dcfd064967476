/** What `join` answers: the response of an ok or of an error reply. */
export type JoinResult = { readonly ok: unknown } | { readonly error: unknown };

/** A status, or a status and a response (without one it is `{}`). */
export type ReplyResult = string | readonly [status: string, response: unknown];

/** What a handler wants done: reply, stop, both (in this order), or nothing (`{:noreply}`). */
export type HandleResult = { readonly reply?: ReplyResult; readonly stop?: StopReason } | undefined;

/** How a channel may end itself: `normal` and `shutdown` close it (`phx_close`), an error crashes it (`phx_error`). */
export type StopReason = 'normal' | 'shutdown' | Error;
