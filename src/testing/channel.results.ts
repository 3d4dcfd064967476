/** What `join` returns: the response of an ok reply, or of an error reply. */
export type JoinResult = { readonly ok: unknown } | { readonly error: unknown };

/** A status, or a status and a response. The response is `{}` by default. */
export type ReplyResult = string | readonly [status: string, response: unknown];

/**
 * What a handler returns: a reply, a stop, or both (the reply goes first). Undefined is Phoenix's `{:noreply, socket}`.
 */
export type HandleResult = { readonly reply?: ReplyResult; readonly stop?: StopReason } | undefined;

/** Why a channel stops: `normal` and `shutdown` close it (`phx_close`), an error crashes it (`phx_error`). */
export type StopReason = 'normal' | 'shutdown' | Error;
