import { ofPlatform } from '../protocol/platform.ts';
import type { Params, SocketOptions } from './phoenix.types.ts';
import { Registry } from './registry.ts';

/** How the subprotocol begins that carries a token. */
export const BEARER = 'base64url.bearer.phx.';

/** Where a socket connects to. */
export class Endpoint extends Registry {
  readonly endPoint: string;
  params: () => object;
  vsn: string;
  authToken: (() => string | null | undefined) | undefined;

  constructor(endPoint: string, options: SocketOptions) {
    super(options);
    const { params = {}, vsn, authToken } = options;
    this.endPoint = `${endPoint}/websocket`;
    this.params = closure(params);
    this.vsn = vsn || '2.0.0';
    if (authToken) this.authToken = typeof authToken === 'function' ? authToken : () => authToken;
  }

  /** `wss` on a secure page, else `ws`. */
  protocol(): string {
    return location.protocol.startsWith('https') ? 'wss' : 'ws';
  }

  /** The whole url, with the params. */
  endPointURL(): string {
    const url = append(append(this.endPoint, this.params()), { vsn: this.vsn });
    if (!url.startsWith('/')) return url;
    return url.startsWith('//') ? `${this.protocol()}:${url}` : `${this.protocol()}://${location.host}${url}`;
  }

  /** The subprotocols that carry the token; undefined if there is none. */
  protected protocols(): string[] | undefined {
    const token = this.authToken?.();
    return token ? ['phoenix', `${BEARER}${ofPlatform('btoa')(token).replace(/=/g, '')}`] : undefined;
  }
}

/** A function that gives the params. */
export function closure(params: Params): () => object {
  return isFunction(params) ? params : () => params;
}

function isFunction(params: Params): params is () => object {
  return typeof params === 'function';
}

function append(url: string, params: object): string {
  const query = serialize(params);
  return query ? `${url}${url.includes('?') ? '&' : '?'}${query}` : url;
}

function serialize(params: object, parent?: string): string {
  return Object.entries(params)
    .map(([key, value]: [string, unknown]) => {
      const name = parent === undefined ? key : `${parent}[${key}]`;
      return typeof value === 'object'
        ? serialize(value ?? {}, name)
        : `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`;
    })
    .filter((part) => part !== '')
    .join('&');
}
