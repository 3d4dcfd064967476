import type { TransportRequest } from './transport.ts';

/** Shorter values do not count as secrets. Otherwise every `true` and every port would. */
const SHORTEST = 6;
/** The scheme that a header with credentials may begin with. */
const SCHEME = /^(bearer|digest)$/i;
const BEARER = /^base64url\.bearer\.phx\./;
const REGEXP_SIGNS = /[$()*+.?[\\\]^{|}]/g;
/** The rest of a url within a sentence. */
const TAIL = '[^\\s"\'`<>]*';

/** An expression that finds the secrets of a request, in all forms in which an error may quote them. */
export function secretsOf({ url, protocols, headers }: TransportRequest): RegExp {
  const [address = '', ...rest] = url.split('?');
  const query = rest.join('?');
  const [, authority = '', path = ''] = /^[^/]*\/\/([^/#]*)([^#]*)/.exec(address) ?? [];
  const [host = '', user = ''] = authority.split('@').reverse();
  const values = [
    url,
    user,
    ...user.split(':'),
    query,
    ...query.split(/[&#]/).map((part) => part.slice(part.indexOf('=') + 1)),
    ...protocols.filter((protocol) => protocol !== 'phoenix').flatMap((protocol) => [protocol, ...tokenOf(protocol)]),
    ...Object.values(headers).flatMap((header) => [
      header,
      ...header.split(/[\s;,=]+/).filter((word) => !SCHEME.test(word)),
    ]),
  ];
  const known = values.flatMap((value) => [value, decoded(value)]).filter(({ length }) => length >= SHORTEST);
  const literals = [...new Set(known.flatMap(formsOf))].sort((a, b) => b.length - a.length).map(literal);
  // `(?!)` never matches.
  return new RegExp([...addressesOf(authority, host, path), ...literals].join('|') || '(?!)', 'gi');
}

/** The endpoint with whatever follows it: with any scheme, with or without its host, complete or cut. */
function addressesOf(authority: string, host: string, path: string): string[] {
  const base = path.replace(/\/(websocket|longpoll)\/?$/, '') || path;
  if (base.length < 2) return [];
  const behind = `${literal(base)}(?![\\w.-])`;
  const urls = [authority, host].map((at) => `(?:(?:ws|http)s?://)?${literal(at)}${behind}${TAIL}`);
  // A path of one word is no secret: `/socket` may be in any sentence.
  return [...urls, `${behind}(?:/\\w+)?/?\\?${TAIL}`, ...(base.includes('/', 1) ? [behind] : [])];
}

/** The token of a subprotocol, encoded and decoded. */
function tokenOf(protocol: string): string[] {
  const base64 = protocol.replace(BEARER, '');
  return base64 === protocol ? [] : [base64, attempt(() => decodeURIComponent(percentOf(atob(base64))), '')];
}

function percentOf(bytes: string): string {
  return Array.from(bytes, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
}

function decoded(value: string): string {
  return attempt(() => decodeURIComponent(value.replaceAll('+', ' ')), '');
}

/** A value as it is written in urls, forms, JSON, and base64 of either alphabet without padding. */
function formsOf(value: string): string[] {
  const percent = attempt(() => encodeURIComponent(value), value);
  const bytes = percent.replace(/%(..)/g, (_, byte) => String.fromCharCode(Number.parseInt(byte, 16)));
  const base64 = attempt(() => btoa(bytes), '').replace(/=+$/, '') || value;
  const url = base64.replaceAll('+', '-').replaceAll('/', '_');
  return [value, percent, percent.replaceAll('%20', '+'), JSON.stringify(value).slice(1, -1), base64, url];
}

function literal(text: string): string {
  return text.replace(REGEXP_SIGNS, '\\$&');
}

function attempt<T>(make: () => T, otherwise: T): T {
  try {
    return make();
  } catch {
    return otherwise;
  }
}
