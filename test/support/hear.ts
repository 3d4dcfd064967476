import type { ClientEmitted, ClientRef } from 'xstate-phoenix';

/** The events of the given types that a client emits from now on, in order; of all types where none is given. */
export function hear<T extends ClientEmitted['type'] = ClientEmitted['type']>(client: ClientRef, ...types: T[]) {
  const heard: Extract<ClientEmitted, { type: T }>[] = [];
  const keep = (event: ClientEmitted) => void heard.push(event as (typeof heard)[number]);
  if (types.length === 0) client.on('*', keep);
  for (const type of types) client.on(type, keep);
  return heard;
}
