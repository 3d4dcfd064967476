/** The server's answer to the subprotocols that a client offers. */
export type Subprotocols =
  | { readonly status: 101; readonly chosen: string | undefined; readonly authToken: string | undefined }
  | { readonly status: 403 | 500 };

const BEARER = 'base64url.bearer.phx.';

/**
 * Chooses a subprotocol and reads the auth token, as `lib/phoenix/socket/transport.ex` does. It chooses `phoenix` if
 * that is offered. It accepts a token alone, and chooses none then. It refuses anything else. Despite its prefix, the
 * token is in the standard alphabet of base64, with or without padding; `-` and `_` crash the server.
 */
export function readSubprotocols(offered: readonly string[]): Subprotocols {
  const bearer = offered.find((protocol) => protocol.startsWith(BEARER))?.slice(BEARER.length);
  const chosen = offered.includes('phoenix') ? 'phoenix' : undefined;
  if (offered.length > 0 && chosen === undefined && bearer === undefined) return { status: 403 };
  if (bearer === undefined) return { status: 101, chosen, authToken: undefined };
  const unpadded = bearer.replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(unpadded) || unpadded.length % 4 === 1) return { status: 500 };
  const bytes = Uint8Array.from(atob(unpadded), (char) => char.charCodeAt(0));
  return { status: 101, chosen, authToken: new TextDecoder().decode(bytes) };
}
