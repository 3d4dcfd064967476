import { expect } from 'vitest';
import { connect, disconnect, reconnect } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import { TOPIC, type World } from '../world.ts';
import { type Context, chart } from './connection.chart.ts';

function play(world: World) {
  const { driver, line } = world;
  const { waits } = driver;
  const client = world.begin();
  const room = world.join();
  const waitMs = ({ failures, code }: Context) => {
    const usual = waits.reconnectAfterMs[failures - 1] ?? Number.NaN;
    return code === 1000 && failures === 1 ? Math.max(usual, waits.afterNormalCloseMs) : usual;
  };
  const expectOffline = () => {
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    expect(driver.connections).toBe(0);
  };
  const closes = (code: number) => async () => {
    driver.close(code);
    await world.says({ type: 'connection.lost', code, cause: 'remote', willRetry: true });
  };
  return {
    acts: {
      'user.connects': () => void connect(client),
      'user.disconnects': async () => {
        void disconnect(client);
        await world.says({ type: 'disconnected' });
      },
      'user.reconnects': async (_: Context, from: { value: unknown }) => {
        void reconnect(client);
        if (from.value === 'open') await world.says({ type: 'connection.lost', code: 1000, cause: 'requested' });
      },
      'net.improves': async () => {
        line.improves();
        await world.says({ type: 'connection.lost', code: 1000, cause: 'outdated', willRetry: true });
      },
      'user.stops': () => client.send({ type: 'client.stop', reason: 'enough' }),
      'net.accepts': async ({ connections }: Context) => {
        driver.accept();
        await world.says({ type: 'connected', reconnect: connections > 1 });
        await world.answerJoin({ ok: { seats: 4 } });
        await world.hears([{ type: 'joined', response: { seats: 4 }, rejoin: connections > 1 }]);
      },
      'net.refuses': async ({ tries }: Context) => {
        driver.refuse(503);
        await world.says({ type: 'connect.failed', attempt: tries, httpStatus: 503, willRetry: true });
      },
      'net.unplugs': async () => {
        driver.unplug();
        await world.says({ type: 'connect.failed', error: { code: 'unreachable' }, willRetry: true });
      },
      'net.drops': async () => {
        driver.drop();
        await world.says({ type: 'connection.lost', code: 1006, cause: 'remote', willRetry: true });
      },
      'server.closes.1000': closes(1000),
      'server.closes.1012': closes(1012),
      'time.handshake': async () => {
        await world.lasts(waits.connectTimeoutMs);
        await world.says({ type: 'connect.failed', error: { code: 'timeout' }, willRetry: true });
      },
      'time.backoff': (_: Context, { context }: { context: Context }) => world.lasts(waitMs(context)),
      'wake.online': () => client.send({ type: 'network.online' }),
    },
    looks: {
      dialing: ({ dials }: Context) => {
        expect(client.getSnapshot().value).toEqual({ connecting: 'dialing' });
        expect([line.dialed, line.alive]).toEqual([dials, 1]);
        expectOffline();
      },
      open: ({ connections }: Context) => {
        expect(client.getSnapshot().hasTag('connected')).toBe(true);
        expect(room.getSnapshot().value).toBe('joined');
        expect(line.writtenLast('phx_join')).toHaveLength(1);
        expect(line.written('phx_join', TOPIC)).toHaveLength(connections);
        expect(driver.connections).toBe(1);
      },
      waiting: (context: Context) => {
        const { value, context: known } = client.getSnapshot();
        expect([value, known.attempt]).toEqual([{ 'reconnect-waiting': 'backoff' }, context.failures]);
        expect(known.lastClose?.code).toBe(context.code);
        driver.expectRetry(known.retryAt, waitMs(context));
        expect([line.dialed, line.alive]).toEqual([context.dials, 0]);
        expectOffline();
      },
      off: ({ dials }: Context) => {
        expect(client.getSnapshot()).toMatchObject({ value: 'disconnected', context: { reason: 'requested' } });
        expect([line.dialed, line.alive]).toEqual([dials, 0]);
        expectOffline();
      },
      stopped: () => {
        expect(client.getSnapshot()).toMatchObject({ status: 'done', output: { reason: 'enough' } });
        expect([room.getSnapshot().status, line.alive, driver.connections]).toEqual(['stopped', 0, 0]);
      },
    },
  };
}

const twice = chart(2);
const often = chart(3);

export const connection: Contract<typeof twice> = {
  name: 'connection',
  chart: twice,
  bounds: 'Two attempts, every way there is from each state to the next.',
  play,
};

export const reconnection: Contract<typeof often> = {
  name: 'reconnection',
  onPort: false,
  chart: often,
  only: ['user.connects', 'user.disconnects', 'net.accepts', 'net.refuses', 'net.drops', 'time.backoff'],
  bounds: 'Three attempts; of several ways between the same two states one, since `connection` walks the others.',
  play,
};
