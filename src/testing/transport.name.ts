/** The transport of a connection, as Phoenix calls it. */
export type TransportName = 'websocket' | 'longpoll';

/** The transport that a url asks for by the end of its path. */
export function transportOf(url: string): TransportName {
  return /^[^?#]*\/longpoll\/?(?:[?#]|$)/.test(url) ? 'longpoll' : 'websocket';
}
