import { platformUrl } from '#complete';
import { unusable } from '../problem.ts';
import { ofPlatform } from './platform.ts';
import { encodeUtf8 } from './utf8.ts';

/** A value of the params, or of an object or array in them. Null and undefined are left out. */
export type ParamValue =
  | string
  | number
  | boolean
  | bigint
  | null
  | undefined
  | readonly ParamValue[]
  | { readonly [key: string]: ParamValue };

/** The params of the server's `connect/3`. They travel in the query of the url. */
export type ConnectParams = { readonly [key: string]: ParamValue };

/** The parts of an endpoint url. */
export interface EndpointParts {
  /** The url of the socket, with or without `/websocket`. It may be relative if there is a `base`. */
  readonly url: string | URL;
  /** The params of the server's `connect/3`. @defaultValue none */
  readonly params?: ConnectParams | undefined;
  /** The protocol version of the serializer, such as `2.0.0`. */
  readonly vsn: string;
  /** The url that a relative url is relative to, such as `location.href`. @defaultValue none */
  readonly base?: string | undefined;
}

/**
 * The url that a client dials. Its scheme is `ws` or `wss` (`http` and `https` are converted), its path ends in
 * `/websocket` (or in `/longpoll`, if you give that), and its query is that of `url`, then the params with nested ones
 * in brackets, then `vsn`.
 *
 * @throws {@link ConfigurationError} when the url can not be parsed, is relative without a `base`, has another scheme
 *   or another `vsn`, or when the params have a `vsn` or half a surrogate pair. The message quotes neither url nor
 *   params.
 */
export function endpointUrl({ url, params = {}, vsn, base }: EndpointParts): string {
  // Read as text, because the constructor does not accept a URL of another realm.
  const endpoint = parse(platformUrl(), typeof url === 'string' ? url : url.href, base);
  endpoint.protocol = webSocketProtocol(endpoint.protocol);
  endpoint.hash = '';
  endpoint.pathname = withTransport(endpoint.pathname);
  const given = endpoint.searchParams.getAll('vsn');
  if (given.some((version) => version !== vsn)) throw unusable('url', 'url_vsn', vsn);
  if (given.length > 0) endpoint.searchParams.delete('vsn');
  const query = [endpoint.search.slice(1), ...encodeParams(params), `vsn=${encodeURIComponent(vsn)}`];
  // The setter removes one leading question mark, so it needs one of ours: the query may begin with its own.
  endpoint.search = `?${query.filter((part) => part !== '').join('&')}`;
  return endpoint.href;
}

function parse(Url: typeof URL, url: string, base: string | undefined): URL {
  try {
    return new Url(url, base);
  } catch {
    const relative = base === undefined && !/^[a-z][a-z\d+.-]*:/i.test(url);
    throw unusable('url', relative ? 'url_relative' : 'url_invalid');
  }
}

const webSocketProtocols: Readonly<Record<string, string>> = {
  'ws:': 'ws:',
  'wss:': 'wss:',
  'http:': 'ws:',
  'https:': 'wss:',
};

function webSocketProtocol(protocol: string): string {
  const found = webSocketProtocols[protocol];
  if (found === undefined) throw unusable('url', 'url_scheme');
  return found;
}

function withTransport(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return /\/(websocket|longpoll)$/.test(trimmed) ? trimmed : `${trimmed}/websocket`;
}

/**
 * The params as parts of the query. Plug reads `a[b]=1` as a map and `a[]=1` as a list (`Plug.Conn.Query`). The items of
 * a list of maps are numbered, `a[0][b]=1`, so that Plug can tell them apart. It reads them as a map.
 *
 * @throws {@link ConfigurationError} when they have a `vsn`, or half a surrogate pair.
 */
export function encodeParams(params: ConnectParams): readonly string[] {
  if (Object.hasOwn(params, 'vsn')) throw unusable('params.vsn', 'params_vsn');
  return Object.entries(params).flatMap(([key, value]) => encodeParam(key, value));
}

function encodeParam(key: string, value: ParamValue): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [`${percentEncode(key)}=${percentEncode(String(value))}`];
  if (!Array.isArray(value))
    return Object.entries(value).flatMap(([inner, item]) => encodeParam(`${key}[${inner}]`, item));
  const nested = value.some((item) => typeof item === 'object' && item !== null);
  return value.flatMap((item, index) => encodeParam(nested ? `${key}[${index}]` : `${key}[]`, item));
}

function percentEncode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw unusable('params', 'utf8');
  }
}

const BEARER = 'base64url.bearer.phx.';

/**
 * The subprotocols that carry an auth token. In spite of the prefix the server decodes standard base64
 * (`Phoenix.Socket.Transport`), whose `/` is not legal in a subprotocol.
 *
 * @throws {@link ConfigurationError} when the token's base64 has a `/`. The message does not quote it.
 */
export function authTokenProtocols(token: string): readonly string[] {
  const bytes = Array.from(encodeUtf8(token), (byte) => String.fromCharCode(byte));
  const base64 = ofPlatform('btoa')(bytes.join('')).replace(/=+$/, '');
  if (base64.includes('/')) throw unusable('authToken', 'base64');
  return ['phoenix', BEARER + base64];
}
