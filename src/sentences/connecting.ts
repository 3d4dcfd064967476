/** The globals of the platform that the library needs, and what needs them. */
const needs = {
  URL: 'which every connection needs',
  TextEncoder: 'which an authToken and binary frames need',
  TextDecoder: 'which binary frames need',
  btoa: 'which an authToken needs',
  structuredClone: 'which a push that waits needs where the serializer has no capture',
} as const;

/** The name of a global that the library needs. */
export type Needed = keyof typeof needs;

function lacks(name: Needed, what: string): string {
  return `${needs[name]}, ${what}; load a polyfill before the client starts`;
}

/** Why an endpoint can not be dialed, by code. Each is read behind the name of an option, or of a global. */
export const endpointSentences = {
  missing: (name: Needed) => lacks(name, 'is missing on this platform'),
  incomplete: () =>
    lacks('URL', 'is incomplete on this platform (in React Native, react-native-url-polyfill completes it)'),
  fatal: () => lacks('TextDecoder', 'does not support { fatal: true } on this platform'),
  url_relative: () => 'is relative, and there is no page it could be relative to; begin it with ws:// or wss://',
  url_invalid: () => 'is not a valid url',
  url_scheme: () =>
    'must begin with ws:// or wss://, such as ws://localhost:4000/socket (http:// and https:// do as well)',
  url_vsn: (vsn: string) => `asks for another vsn than the serializer's ${vsn}; leave vsn out and choose a serializer`,
  params_vsn: () => 'must not be given; it comes from the serializer',
  utf8: () => 'must not contain half a surrogate pair: UTF-8 can not encode it',
  base64: () =>
    'has bytes whose base64 contains "/", which no subprotocol may hold; encode the token as base64url or hex first',
  undialable: (error: string) => `can not be dialed (${error}); see cause`,
  dial_failed: (error: string) => `can not dial this; it threw a ${error}`,
  send_headers: () => 'can not be sent by the WebSocket of this platform; use params or authToken',
  WebSocket: () =>
    'is missing: this platform has no WebSocket; pass one, or use ws() in Node (a bundle for Node needs the export condition "node")',
  no_ws: () =>
    'can not be ws(), because this build is not for Node; use websocket(), or leave transport out (if it does run in Node, build it with the export condition "node")',
  transport: () => 'must return a transport with send and close, not a promise (did you write ws instead of ws()?)',
} as const;

/** Why there is no connection, by code. */
export const connectSentences = {
  httpStatus: (status: number) => `The server refused the connection with HTTP ${status}.`,
  refused: (code: number) => `The server closed the connection with ${code} before it opened.`,
  closed: (code: number) => `The connection closed with ${code}, and shouldReconnect returned false.`,
  not_opened: () => 'The connection could not be opened.',
  unreachable: () => 'The server could not be reached.',
  auth_token: () => 'If the server answers, check that its socket has auth_token: true.',
  exhausted: (attempts: number) => `${attempts} attempts in a row have failed.`,
  lost: () => 'The connection broke; see cause.',
  send: () => 'The transport could not send; see cause.',
  heartbeat: () => 'The serializer could not encode a heartbeat; see cause.',
  preparing: () => 'The url, params, token or headers took too long.',
  dialing: () => 'The handshake took too long.',
  stopped: () => 'The client was stopped.',
  requested: () => 'The client was asked to disconnect.',
  never_connected: () => 'Nobody has asked the client to connect yet.',
  unsearchable: () => 'What was said can not be looked through for secrets, so it is not shown.',
} as const;
