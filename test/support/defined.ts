import type { ActorOptions, EventObject } from 'xstate';
import type { ClientEmitted, ClientInput, DefinedClient } from 'xstate-phoenix';
import { interpret } from 'xstate-phoenix';
import { type ChannelHandlers, createPhoenix, inMemory } from 'xstate-phoenix/testing';
import { WorldClock } from './clock.ts';

/** A channel that sends everything back, and can crash and refuse. */
const echo: ChannelHandlers = {
  join: (params) =>
    typeof params === 'object' && params !== null && 'refuse' in params ? { error: { reason: 'no' } } : { ok: params },
  handleIn(event, payload, channel) {
    if (event === 'crash') throw new Error('as asked');
    if (event === 'shout') channel.broadcast('shouted', { payload });
    if (event === 'silence') return undefined;
    if (event === 'end') return { stop: 'normal' };
    return { reply: [event === 'refuse' ? 'error' : 'ok', payload] };
  },
};

/** A client with handlers, connected to a server in memory that echoes, under a simulated clock. */
export function startDefined<Own extends EventObject, Request, Answer>(
  logic: DefinedClient<Own, Request, Answer>,
  { start = true, ...input }: Partial<ClientInput> & { readonly start?: boolean } = {},
  inspect: ActorOptions<DefinedClient<Own, Request, Answer>>['inspect'] = () => {},
) {
  const clock = new WorldClock();
  const network = inMemory(createPhoenix({ channels: { 'room:*': echo } }));
  const client = interpret(logic, {
    clock,
    inspect,
    input: { url: 'ws://server.test/socket', transport: network.transport, jitter: 0, ...input },
  });
  const said: ClientEmitted[] = [];
  client.on('*', (event) => said.push(event));
  if (start) client.start();
  return { client, clock, network, said };
}
