import { type Channel, type ChannelHandlers, createTestServer } from 'xstate-phoenix/testing';
import { supabaseSerializer, type UserBroadcast } from './supabase.serializer.ts';

interface Filter {
  readonly event: string;
  readonly schema: string;
  readonly table?: string;
}

interface JoinPayload {
  readonly access_token?: string;
  readonly config: {
    readonly broadcast: { readonly ack?: boolean; readonly self?: boolean };
    readonly presence: { readonly key?: string; readonly enabled?: boolean };
    readonly postgres_changes: readonly Filter[];
    readonly private: boolean;
  };
}

/** A row that was inserted, updated or deleted. */
interface Change {
  readonly type: 'INSERT' | 'UPDATE' | 'DELETE';
  readonly table: string;
  readonly record?: object;
  readonly old_record?: object;
}

/** What the server knows of a channel. */
interface Member {
  readonly channel: Channel;
  readonly join: JoinPayload;
  readonly filters: readonly (Filter & { readonly id: number })[];
  readonly key: string;
}

const columns = [
  { name: 'id', type: 'int8' },
  { name: 'body', type: 'text' },
];

/** A small server of Supabase's Realtime: postgres changes, broadcast, presence and tokens, on the server of the test kit. */
export function createSupabaseServer() {
  const members = new Map<Channel, Member>();
  /** The join payloads and the tokens that have come, in order. */
  const joins: JoinPayload[] = [];
  const tokens: unknown[] = [];
  /** Tokens that are no good any more. */
  const expired = new Set<unknown>();
  let ids = 0;

  const realtime: ChannelHandlers = {
    join(params, channel) {
      const join = params as JoinPayload;
      joins.push(join);
      if (expired.has(join.access_token)) return { error: { reason: 'InvalidJWTToken: Token has expired' } };
      const filters = join.config.postgres_changes.map((filter) => {
        ids += 1;
        return { ...filter, id: ids };
      });
      const key = join.config.presence.key || `key-${channel.socket.connection}`;
      members.set(channel, { channel, join, filters, key });
      channel.send('joined');
      return { ok: { postgres_changes: filters } };
    },
    handleInfo(_, channel) {
      const member = memberOf(channel);
      if (member.join.config.presence.enabled) channel.push('presence_state', channel.presence.list());
      if (member.filters.length > 0)
        channel.push('system', { extension: 'postgres_changes', status: 'ok', message: 'Subscribed to PostgreSQL' });
    },
    handleIn(event, payload, channel) {
      const member = memberOf(channel);
      if (event === 'broadcast') return broadcast(member, payload as UserBroadcast);
      if (event === 'presence') return presence(member, payload as { event: string; payload?: object });
      if (event !== 'access_token') throw new Error(`Nobody handles ${event}.`);
      const { access_token } = payload as { access_token: unknown };
      tokens.push(access_token);
      if (!expired.has(access_token)) return;
      channel.push('system', { extension: 'system', status: 'error', message: 'Token has expired' });
      return { stop: 'shutdown' };
    },
    terminate: (_, channel) => void members.delete(channel),
  };

  const memberOf = (channel: Channel): Member => {
    const member = members.get(channel);
    if (!member) throw new Error(`Nobody has joined ${channel.topic} by this channel.`);
    return member;
  };
  const broadcast = ({ channel, join }: Member, message: UserBroadcast) => {
    const { ack, self } = join.config.broadcast;
    if (self) channel.broadcast('broadcast', message);
    else channel.broadcastFrom('broadcast', message);
    return ack ? ({ reply: 'ok' } as const) : undefined;
  };
  const presence = ({ channel, key }: Member, { event, payload = {} }: { event: string; payload?: object }) => {
    const isTracked = key in channel.presence.list();
    if (event === 'untrack') channel.presence.untrack(key);
    else if (isTracked) channel.presence.update(key, payload);
    else channel.presence.track(key, payload);
    return { reply: 'ok' } as const;
  };

  const server = createTestServer({
    path: '/realtime/v1',
    channels: { 'realtime:*': realtime },
    serializers: { '2.0.0': supabaseSerializer },
  });
  server.accept();
  return {
    server,
    url: 'ws://server.test/realtime/v1',
    joins,
    tokens,
    expired,
    /** Tells everybody of a change of the database whose filters it fits. */
    change({ type, table, record, old_record }: Change): void {
      for (const { channel, filters } of members.values()) {
        const fits = (filter: Filter) => ['*', type].includes(filter.event) && (filter.table ?? table) === table;
        const fitting = filters.filter(fits).map(({ id }) => id);
        const data = {
          schema: 'public',
          table,
          type,
          columns,
          record,
          old_record,
          errors: null,
          commit_timestamp: 'now',
        };
        if (fitting.length > 0) channel.push('postgres_changes', { ids: fitting, data });
      }
    },
  };
}
