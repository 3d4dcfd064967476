import { type ChannelHandlers, type PhoenixServer, startServer } from 'xstate-phoenix/testing';
import type { Ledger } from './ledger.ts';
import { GROUP, topics } from './shared.ts';

interface GroupParams {
  readonly member: string;
  readonly session: string;
}

interface SensorParams {
  readonly member: string;
  readonly fence: string;
}

/** Tracks the members: what the channel of the group does in Phoenix. */
const group: ChannelHandlers = {
  join(params, channel) {
    channel.send(params);
    return { ok: {} };
  },
  handleInfo(params, channel) {
    const { member, session } = params as GroupParams;
    channel.presence.track(member, { session });
    channel.push('presence_state', channel.presence.list());
    return undefined;
  },
};

/** Starts a server that notes in a ledger who has which topic. It refuses a member whose fence is old. */
export async function serve(ledger: Ledger): Promise<PhoenixServer> {
  const sensor: ChannelHandlers = {
    join(params, channel) {
      const { member, fence } = params as SensorParams;
      const metas = server.presences(GROUP)[member]?.metas ?? [];
      if (!metas.some(({ phx_ref }) => phx_ref === fence)) return { error: { reason: 'old fence' } };
      channel.assigns.member = member;
      ledger.joined(channel.topic, member);
      return { ok: {} };
    },
    terminate: (_, channel) => ledger.ended(channel.topic, String(channel.assigns.member)),
  };
  const channels = { [GROUP]: group, 'sensor:*': sensor };
  // The group's topic, and in the worst case all others.
  const server = await startServer({ channels, maxChannels: topics.length + 1 });
  return server;
}
