import { type PhoenixServer, startServer } from 'xstate-phoenix/testing';

/** Starts a Phoenix with chat rooms. Everybody who has joined a room is in its presence. */
export async function startChat(): Promise<PhoenixServer> {
  const names = new Map<object, string>();
  const phoenix = await startServer({
    channels: {
      'room:*': {
        join: ({ name }: { readonly name: string }, channel) => {
          names.set(channel, name);
          channel.send('after join');
          return { ok: {} };
        },
        handleInfo: (_, channel) => {
          channel.push('presence_state', channel.presence.list());
          channel.presence.track(names.get(channel) ?? '', { since: Date.now() });
        },
        handleIn: (event, { body }: { readonly body?: string }, channel) => {
          if (event === 'cut') phoenix.dropConnections();
          else channel.broadcast('said', { body, name: names.get(channel) });
          return { reply: 'ok' };
        },
        terminate: (_, channel) => void names.delete(channel),
      },
    },
  });
  return phoenix;
}
