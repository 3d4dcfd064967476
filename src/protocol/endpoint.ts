import { ConfigurationError } from '../errors.ts';
import { missing, ofPlatform } from './platform.ts';
import { encodeUtf8 } from './utf8.ts';

/** A value in the query of the url, or in a nested object or array there. Null and undefined are left out. */
export type ParamValue =
  | string
  | number
  | boolean
  | bigint
  | null
  | undefined
  | readonly ParamValue[]
  | { readonly [key: string]: ParamValue };

/** The params of `connect/3`, as they stand in the query of the url. */
export type ConnectParams = { readonly [key: string]: ParamValue };

/** What an endpoint url is made of. */
export interface EndpointParts {
  /** The socket's path on the server, with or without `/websocket`; relative where `base` is given. */
  readonly url: string | URL;
  readonly params?: ConnectParams | undefined;
  /** The serializer's version. */
  readonly vsn: string;
  /** What a relative url is relative to: the page's `location.href`. */
  readonly base?: string | undefined;
}

/**
 * The url to dial: `ws` or `wss`, ending in `/websocket` once (a path that ends in `/longpoll` is left as it is), with
 * params nested in brackets and `vsn` last (semantics 1-7).
 *
 * @throws {@link ConfigurationError} when the url can not be parsed, is relative without a base, has another scheme
 *   than ws, wss, http or https, or when the params bring a `vsn` of their own or text that is not Unicode. The
 *   message quotes neither.
 */
export function endpointUrl({ url, params = {}, vsn, base }: EndpointParts): string {
  // Taken as text: one of another realm is no URL to the constructor of this one.
  const endpoint = parse(platformUrl(), typeof url === 'string' ? url : url.href, base);
  endpoint.protocol = webSocketProtocol(endpoint.protocol);
  endpoint.hash = '';
  endpoint.pathname = withTransport(endpoint.pathname);
  const given = endpoint.searchParams.getAll('vsn');
  if (given.some((version) => version !== vsn))
    throw problem('url', `asks for another vsn than the serializer's ${vsn}; leave vsn out and choose a serializer`);
  if (given.length > 0) endpoint.searchParams.delete('vsn');
  const query = [endpoint.search.slice(1), ...encodeParams(params), `vsn=${encodeURIComponent(vsn)}`];
  // With its question mark: a setter that is given none takes the first one of the query's own for it.
  endpoint.search = `?${query.filter((part) => part !== '').join('&')}`;
  return endpoint.href;
}

/** The `URL` of the platform, if it is whole: that of React Native has getters only, some of which throw. */
function platformUrl(): typeof URL {
  const Url = ofPlatform('URL');
  try {
    const probe = new Url('http://a/b?c#d');
    Object.assign(probe, { protocol: 'ws:', pathname: '/e', search: '?f=g', hash: '' });
    if (probe.href === 'ws://a/e?f=g' && probe.searchParams.getAll('f').length === 1) return Url;
  } catch {
    // What it can not do, it says in as many ways as there are versions.
  }
  throw missing('URL', 'is incomplete on this platform (in React Native, react-native-url-polyfill completes it)');
}

function parse(Url: typeof URL, url: string, base: string | undefined): URL {
  try {
    return new Url(url, base);
  } catch {
    const relative = base === undefined && !/^[a-z][a-z\d+.-]*:/i.test(url);
    throw problem(
      'url',
      relative
        ? 'is relative, and there is no page it could be relative to; begin it with ws:// or wss://'
        : 'is not a valid url',
    );
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
  if (found === undefined)
    throw problem(
      'url',
      'must begin with ws:// or wss://, such as ws://localhost:4000/socket (http:// and https:// do as well)',
    );
  return found;
}

function withTransport(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return /\/(websocket|longpoll)$/.test(trimmed) ? trimmed : `${trimmed}/websocket`;
}

function problem(path: string, message: string): ConfigurationError {
  return new ConfigurationError([{ path, message }]);
}

/**
 * The params as they stand in the query. Plug reads `a[b]=1` as a map and `a[]=1` as a list; a list of maps has no form of
 * its own, so its items are numbered.
 *
 * @throws {@link ConfigurationError} when they bring a `vsn`, or text that is not Unicode.
 */
export function encodeParams(params: ConnectParams): readonly string[] {
  if (Object.hasOwn(params, 'vsn')) throw problem('params.vsn', 'must not be given; it comes from the serializer');
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
    throw problem('params', 'must not hold half a surrogate pair: such text has no UTF-8 form');
  }
}

const BEARER = 'base64url.bearer.phx.';

/**
 * The subprotocols that carry an auth token (semantics 96). The server decodes the standard alphabet whatever the
 * prefix's name says (M14), and `/` of that alphabet is not legal in a subprotocol.
 *
 * @throws {@link ConfigurationError} when the token's base64 has a `/`. The message does not quote it.
 */
export function authTokenProtocols(token: string): readonly string[] {
  const bytes = Array.from(encodeUtf8(token), (byte) => String.fromCharCode(byte));
  const base64 = ofPlatform('btoa')(bytes.join('')).replace(/=+$/, '');
  if (base64.includes('/'))
    throw problem(
      'authToken',
      'has bytes whose base64 contains "/", which no subprotocol may hold; encode the token as base64url or hex first',
    );
  return ['phoenix', BEARER + base64];
}
