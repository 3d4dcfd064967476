import type { Channel, ChannelHandlers, Socket } from './channel.types.ts';
import { decodeQuery } from './params.ts';
import type { ConnectAnswer, ConnectResult, Phoenix, PhoenixOptions } from './phoenix.types.ts';
import { createPresenceTracker } from './presence.ts';
import { createPubSub } from './pubsub.ts';
import { negotiate, type ServerSerializer } from './serializer.ts';
import { Session } from './session.ts';
import type { SessionSink } from './session.types.ts';
import { readSubprotocols } from './subprotocols.ts';
import { transportOf } from './transport.name.ts';
import type { Outgoing } from './wire.ts';

/**
 * Makes a server in memory out of its channels. It sets no timers and holds no handles, so you do not have to stop it.
 */
export function createPhoenix(options: PhoenixOptions): Phoenix {
  const { path = '/socket', maxChannels = 100, authToken: readsToken = true, onFrame, onCrash } = options;
  const pubsub = createPubSub();
  const presence = createPresenceTracker((topic, diff) => pubsub.broadcast(topic, 'presence_diff', diff));
  const route = createRoute(options.channels);
  const sessions = new Map<Session, string | undefined>();
  let opened = 0;

  const broadcast = (topic: string, event: string, payload: object = {}) => {
    pubsub.broadcast(topic, event, payload);
    if (event === 'disconnect') disconnect(topic);
  };
  const disconnect = (socketId?: string) => {
    for (const [session, id] of [...sessions]) if (socketId === undefined || id === socketId) session.disconnect(1001);
  };

  const open = (serializer: ServerSerializer, about: Omit<Socket, 'broadcast' | 'disconnect' | 'drop'>) => {
    const { connection } = about;
    return (sink: SessionSink) => {
      const world = {
        pubsub,
        presence,
        maxChannels,
        route,
        crashed: (error: Error, channel: Channel) => onCrash?.(error, channel),
        observe: (direction: 'in' | 'out', message: Outgoing) => onFrame?.({ direction, connection, ...message }),
        ended: () => sessions.delete(session),
      };
      const socket: Socket = { ...about, broadcast, disconnect, drop: () => session.drop() };
      const session = new Session(world, serializer, socket, sink);
      sessions.set(session, about.id);
      return session;
    };
  };

  return {
    connect({ url, protocols, headers, authToken: token }) {
      const parsed = URL.canParse(url, 'ws://localhost') ? new URL(url, 'ws://localhost') : undefined;
      const transport = transportOf(url);
      if (parsed?.pathname !== `${path}/${transport}`) return { status: 404, body: 'not found' };
      const subprotocols =
        transport === 'longpoll'
          ? ({ status: 101, chosen: undefined, authToken: readsToken ? token : undefined } as const)
          : readSubprotocols(readsToken ? protocols : []);
      if (subprotocols.status !== 101) return refusal(subprotocols.status);
      const serializer = negotiate(parsed.searchParams.getAll('vsn').at(-1), options.serializers);
      if (!serializer) return refusal(403);
      const { chosen, authToken } = subprotocols;
      const params = decodeQuery(parsed.searchParams);
      let result: ConnectResult;
      try {
        result = options.connect?.(params, { authToken, headers, transport });
      } catch {
        return refusal(500);
      }
      // Long polling has one status for all refusals.
      if (result && 'error' in result) return refusal(transport === 'longpoll' ? 403 : result.error);
      const { id, assigns = {} } = result ?? {};
      const connection = ++opened;
      const about = { connection, id, params, authToken, assigns, transport };
      return { status: 101, protocol: chosen, connection, open: open(serializer, about) };
    },
    broadcast,
    disconnect,
    closeConnections: (code) => {
      for (const session of [...sessions.keys()]) session.close(code);
    },
    dropConnections: () => {
      for (const session of [...sessions.keys()]) session.drop();
    },
    get connections() {
      return sessions.size;
    },
    joined: pubsub.channels,
    presences: presence.list,
  };
}

/** Looks for the exact topic first, then for the first pattern that fits, in the order of the object. */
function createRoute(
  channels: Readonly<Record<string, ChannelHandlers>>,
): (topic: string) => ChannelHandlers | undefined {
  const exact = new Map(Object.entries(channels).filter(([pattern]) => !pattern.endsWith('*')));
  const prefixes = Object.entries(channels).flatMap(([pattern, handlers]) =>
    pattern.endsWith('*') ? [{ prefix: pattern.slice(0, -1), handlers }] : [],
  );
  return (topic) => exact.get(topic) ?? prefixes.find(({ prefix }) => topic.startsWith(prefix))?.handlers;
}

function refusal(status: number): ConnectAnswer {
  return { status, body: status === 500 ? '{"errors":{"detail":"Internal Server Error"}}' : '' };
}
