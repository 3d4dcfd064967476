import type { Channel, ChannelHandlers, HandleResult, PhoenixOptions } from '../../src/testing/index.ts';

/** How the recorded server's waits are made; a test may stretch, shrink or command them. */
export interface EchoOptions {
  /** @defaultValue a timer of a tenth of the time */
  readonly wait?: (ms: number) => Promise<void>;
}

const shrunk = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 10));

type Clause = (payload: never, channel: Channel) => HandleResult | Promise<HandleResult>;

/** The server of the recordings, as test/fixtures/phoenix/INDEX.md describes it: channels and connect. */
export function echoServer({ wait = shrunk }: EchoOptions = {}): Pick<PhoenixOptions, 'channels' | 'connect'> {
  return {
    channels: { 'echo:*': echo(wait), 'presence:*': presence, 'flood:*': flood },
    connect: ({ token, user_id }, { authToken }) =>
      token === 'reject' || authToken === 'reject' ? { error: 403 } : { id: `users_socket:${user_id}` },
  };
}

function echo(wait: (ms: number) => Promise<void>): ChannelHandlers {
  const handleIn = clauses({
    ping: (payload: unknown) => ({ reply: ['ok', payload] }),
    fail: (payload: unknown) => ({ reply: ['error', payload] }),
    bare_ok: () => ({ reply: 'ok' }),
    noreply: () => undefined,
    late(payload: { ms: number }, channel: Channel) {
      const ref = channel.socketRef();
      void wait(payload.ms).then(() => channel.reply(ref, 'ok', payload));
      return undefined;
    },
    crash() {
      throw new Error('asked to');
    },
    stop: () => ({ stop: 'normal' }),
    stop_shutdown: () => ({ stop: 'shutdown' }),
    push_me({ event, payload, n }: { event: string; payload: object; n: number }, channel: Channel) {
      for (let i = 0; i < n; i++) channel.push(event, { ...payload, i });
      return { reply: ['ok', { n }] };
    },
    broadcast: ({ event, payload }: { event: string; payload: object }, channel: Channel) =>
      channel.broadcast(event, payload),
    broadcast_from: ({ event, payload }: { event: string; payload: object }, channel: Channel) =>
      channel.broadcastFrom(event, payload),
    bin: (payload: Uint8Array) => ({ reply: ['ok', payload] }),
    bin_fail: (payload: Uint8Array) => ({ reply: ['error', payload] }),
    bin_push: (payload: Uint8Array, channel: Channel) => channel.push('bin_push', payload),
    bin_broadcast: (payload: Uint8Array, channel: Channel) => channel.broadcast('bin_broadcast', payload),
    disconnect_socket: (_: unknown, { socket }: Channel) => socket.disconnect(String(socket.id)),
    drop_tcp: (_: unknown, { socket }: Channel) => socket.drop(),
    whoami: (_: unknown, { socket, topic, joinRef }: Channel) => ({
      reply: [
        'ok',
        {
          auth_token: socket.authToken,
          auth_token_base64: btoa(socket.authToken ?? ''),
          connect_params: socket.params,
          join_ref: joinRef,
          topic,
          transport: socket.transport,
          user_id: socket.params.user_id ?? null,
        },
      ],
    }),
  });
  return {
    join(params, { topic }) {
      if (topic === 'echo:reject') return { error: { reason: 'unauthorized' } };
      if (topic === 'echo:crash_join') throw new Error('asked to');
      return topic === 'echo:slow_join' ? wait(700).then(() => ({ ok: { params } })) : { ok: { params } };
    },
    handleIn,
  };
}

const presence: ChannelHandlers = {
  join(params: { meta: object }, channel) {
    channel.send(params.meta);
    return { ok: { user_id: channel.socket.params.user_id } };
  },
  handleInfo(meta: object, channel) {
    channel.presence.track(userOf(channel), { ...meta, online_at: Math.floor(Date.now() / 1_000) });
    channel.push('presence_state', channel.presence.list());
    return undefined;
  },
  handleIn: clauses({
    update_meta(payload: object, channel: Channel) {
      channel.presence.update(userOf(channel), (meta) => ({ ...meta, ...payload }));
      return { reply: 'ok' };
    },
    // Phoenix announces who went from another process, so its reply is first; it need not be.
    untrack(_: unknown, channel: Channel) {
      channel.reply(channel.socketRef(), 'ok');
      channel.presence.untrack(userOf(channel));
      return undefined;
    },
  }),
};

const flood: ChannelHandlers = {
  join: () => ({ ok: {} }),
  handleIn: clauses({
    start({ n, bytes }: { n: number; bytes: number }, channel: Channel) {
      for (let i = 0; i < n; i++) channel.push('tick', { data: 'x'.repeat(bytes), i });
      return { reply: ['ok', { n }] };
    },
  }),
};

function userOf({ socket }: Channel): string {
  return String(socket.params.user_id);
}

/** One function per event; an event without one is a crash, as a missing clause is in Elixir. */
function clauses(table: Readonly<Record<string, unknown>>): NonNullable<ChannelHandlers['handleIn']> {
  return (event, payload: never, channel) => {
    if (!Object.hasOwn(table, event)) throw new Error(`no clause for ${event}`);
    return (table[event] as Clause)(payload, channel);
  };
}
