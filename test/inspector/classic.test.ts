import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { awaitConnect, awaitJoin, clientMachine, interpret, join, leave, push } from 'xstate-phoenix';
import { createPhoenix, inMemory } from 'xstate-phoenix/testing';
import { type Inspector, type InspectorOptions, startInspector } from 'xstate-phoenix-inspector';
import { createClassic } from '../../inspector/src/classic/bridge.ts';
import { createWebSocketReceiver } from '../../inspector/test/receiver.ts';

type Receiver = ReturnType<typeof createWebSocketReceiver>;
type Heard = Parameters<Extract<Parameters<Receiver['subscribe']>[0], (...args: never[]) => void>>[0];
type Of<Type> = Extract<Heard, { readonly type: Type }>;

const SECRET = 'SECRET';
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
  vi.unstubAllGlobals();
});

async function open(options: InspectorOptions = {}): Promise<Inspector> {
  const inspector = await startInspector(options);
  undo.push(() => inspector.stop());
  return inspector;
}

/** A client that is watched, connected to a Phoenix in memory; all that it is given is a secret. */
async function startClient({ inspect }: Inspector) {
  const phoenix = createPhoenix({
    channels: {
      'room:*': {
        join: () => ({ ok: { SECRET } }),
        handleIn(_, payload, channel) {
          channel.push('said', { SECRET, payload });
          return { reply: ['ok', { SECRET }] };
        },
      },
    },
  });
  const { transport } = inMemory(phoenix);
  const input = { url: `ws://${SECRET}.test/socket`, params: { SECRET }, authToken: SECRET, transport };
  const client = interpret(clientMachine, { input, inspect }).start();
  undo.push(() => client.stop());
  await awaitConnect(client);
  return client;
}

/** The receiver of `@xstate/inspect`, and what it was told. Its socket is ours, since it cannot close it. */
async function receive(inspector: Inspector) {
  const sockets: WebSocket[] = [];
  const texts: string[] = [];
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(url: string) {
        super(url);
        sockets.push(this);
        this.on('message', (data) => texts.push(String(data)));
      }
    },
  );
  const receiver = createWebSocketReceiver({ server: addressOf(inspector), serialize: undefined });
  const heard: Heard[] = [];
  receiver.subscribe((event) => void heard.push(event));
  const [socket] = sockets;
  if (!socket) throw new Error('The receiver has opened no socket.');
  undo.push(() => socket.terminate());
  await once(socket, 'open');
  const of = <Type extends Heard['type']>(type: Type, sessionId?: string) =>
    heard.filter((event): event is Of<Type> => event.type === type && (!sessionId || event.sessionId === sessionId));
  return {
    socket,
    texts,
    heard,
    of,
    send(sessionId: string, event: { readonly type: string }) {
      const envelope = { name: event.type, data: event, $$type: 'scxml', type: 'external', origin: sessionId };
      receiver.send({ type: 'xstate.event', service: sessionId, event: JSON.stringify(envelope) });
    },
    /** Resolves once all that was sent before has been answered: a greeting is answered with all registers. */
    async settled(registers: number) {
      const before = of('service.register').length;
      receiver.send({ type: 'xstate.inspecting' });
      await vi.waitFor(() => expect(of('service.register').length).toBe(before + registers));
    },
  };
}

function addressOf({ url }: Inspector): string {
  const { host, search } = new URL(url);
  return `${host}/classic${search}`;
}

/** A socket beside the receiver's, to say what a receiver would not. */
async function openSocket(inspector: Inspector): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${addressOf(inspector)}`);
  undo.push(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

describe('a classic receiver', () => {
  it('is told of the client and of topics, those that were there and those that come', async () => {
    const inspector = await open();
    const client = await startClient(inspector);
    const room = join(client, 'room:1');
    await awaitJoin(room);
    const { of } = await receive(inspector);
    await vi.waitFor(() => expect(of('service.register')).toHaveLength(2));
    const other = join(client, 'room:2');
    await awaitJoin(other);
    await vi.waitFor(() => expect(of('service.register', other.sessionId)).toHaveLength(1));
    expect(of('service.register').map(({ sessionId, machine }) => [sessionId, machine.id])).toEqual([
      [client.sessionId, 'client'],
      [room.sessionId, 'channel'],
      [other.sessionId, 'channel'],
    ]);
    expect(of('service.register', other.sessionId)).toMatchObject([{ id: 'room:2' }]);
  });

  it('is told states that version 4 can resolve', async () => {
    const inspector = await open();
    const client = await startClient(inspector);
    const { of } = await receive(inspector);
    await vi.waitFor(() => expect(of('service.register')).toHaveLength(1));
    const [registered] = of('service.register');
    expect(registered?.state.value).toEqual(client.getSnapshot().value);
    const resolved = registered?.machine.resolveState(registered.state);
    expect(resolved?.value).toEqual(client.getSnapshot().value);
    expect(resolved?.nextEvents).toEqual(expect.arrayContaining(['client.disconnect', 'transport.closed']));
    // A delay is one of version 4, with an event of its own; and version 4 has nothing to warn of.
    expect(resolved?.nextEvents.filter((type) => type.startsWith('xstate.after.'))).toEqual([]);
    expect(registered?.machine.config.predictableActionArguments).toBe(true);
    client.send({ type: 'client.disconnect' });
    await vi.waitFor(() => expect(of('service.state').at(-1)?.state.value).toBe('disconnected'));
    for (const { state } of of('service.state', client.sessionId))
      expect(registered?.machine.resolveState(state).value).toEqual(state.value);
  });

  it('is told the events, and what they lead to, and the end of an actor', async () => {
    const inspector = await open();
    const client = await startClient(inspector);
    const { of } = await receive(inspector);
    await vi.waitFor(() => expect(of('service.register')).toHaveLength(1));
    const room = join(client, 'room:1');
    await awaitJoin(room);
    await leave(room);
    await vi.waitFor(() => expect(of('service.stop', room.sessionId)).toHaveLength(1));
    const names = of('service.event', room.sessionId).map(({ event }) => event.name);
    expect(names).toEqual(['xstate.init', 'join.accepted', 'channel.leave', 'leave.acknowledged', 'channel.closed']);
    const states = of('service.state', room.sessionId).map(({ state }) => [state.value, state.event.type]);
    expect(states).toContainEqual(['joined', 'join.accepted']);
    expect(states.at(-1)).toEqual(['left', 'leave.acknowledged']);
    client.stop();
    await vi.waitFor(() => expect(of('service.stop', client.sessionId)).toHaveLength(1));
  });

  it('is told of no more topics at a time than it was said', async () => {
    const inspector = await open({ classic: { topics: 2 } });
    const client = await startClient(inspector);
    const rooms = [1, 2, 3].map((n) => join(client, `room:${n}`));
    await Promise.all(rooms.map((room) => awaitJoin(room)));
    const { of, settled } = await receive(inspector);
    await vi.waitFor(() => expect(of('service.register')).toHaveLength(3));
    expect(of('service.register').map(({ machine }) => machine.id)).toEqual(['client', 'channel', 'channel']);
    if (rooms[0]) await leave(rooms[0]);
    join(client, 'room:4');
    await vi.waitFor(() => expect(of('service.register')).toHaveLength(4));
    join(client, 'room:5');
    await settled(3);
    expect(of('service.register')).toHaveLength(7);
  });

  it('is told no secret', async () => {
    const inspector = await open();
    const client = await startClient(inspector);
    const { texts, of } = await receive(inspector);
    await vi.waitFor(() => expect(of('service.register')).toHaveLength(1));
    const room = join(client, 'room:1', { params: { SECRET } });
    await awaitJoin(room);
    await push(room, 'say', { SECRET });
    client.send({ type: 'client.disconnect', reason: SECRET });
    await vi.waitFor(() => expect(of('service.state', client.sessionId).at(-1)?.state.value).toBe('disconnected'));
    expect(of('service.event', room.sessionId).map(({ event }) => event.name)).toContain('channel.push');
    expect(texts.filter((text) => text.includes(SECRET))).toEqual([]);
  });

  it('may send commands with control, and each is told once', async () => {
    const inspector = await open({ control: true });
    const client = await startClient(inspector);
    const { of, send } = await receive(inspector);
    await vi.waitFor(() => expect(of('service.register')).toHaveLength(1));
    send(client.sessionId, { type: 'client.disconnect' });
    await vi.waitFor(() => expect(client.getSnapshot().value).toBe('disconnected'));
    send(client.sessionId, { type: 'client.connect' });
    await vi.waitFor(() => expect(of('service.state').at(-1)?.state.value).toHaveProperty('connected'));
    const names = of('service.event').map(({ event }) => event.name);
    expect(names.filter((name) => name.startsWith('client.'))).toEqual(['client.disconnect', 'client.connect']);
  });

  it('may send nothing without control', async () => {
    const inspector = await open();
    const client = await startClient(inspector);
    const { of, send, settled } = await receive(inspector);
    await vi.waitFor(() => expect(of('service.register')).toHaveLength(1));
    send(client.sessionId, { type: 'client.disconnect' });
    await settled(1);
    expect(client.getSnapshot().value).toHaveProperty('connected');
    expect(of('service.event').map(({ event }) => event.name)).not.toContain('client.disconnect');
  });

  it.each(['xstate.stop', 'xstate.init', '*', 'transport.closed', 'no.such.event'])(
    'may not send %s, even with control',
    async (type) => {
      const inspector = await open({ control: true });
      const client = await startClient(inspector);
      const { of, send, settled } = await receive(inspector);
      await vi.waitFor(() => expect(of('service.register')).toHaveLength(1));
      send(client.sessionId, { type });
      send('no:such:session', { type: 'client.disconnect' });
      await settled(1);
      expect(client.getSnapshot()).toMatchObject({ status: 'active', value: { connected: {} } });
    },
  );

  it.each([
    '{',
    'null',
    '[]',
    '"xstate.inspecting"',
    '{"type":"xstate.event"}',
    '{"type":"xstate.event","event":"{"}',
    '{"type":"xstate.event","event":"null"}',
    '{"type":"xstate.event","event":"{\\"$$type\\":\\"scxml\\",\\"origin\\":\\"x:0\\",\\"data\\":null}"}',
    '{"type":"disconnect"}',
    '{"type":"unload"}',
    '{"type":"service.stop","sessionId":"x:0"}',
    '{"type":"error.platform"}',
  ])('does no harm to others by saying %s', async (text) => {
    const inspector = await open({ control: true });
    const client = await startClient(inspector);
    const { heard, of, settled } = await receive(inspector);
    await vi.waitFor(() => expect(of('service.register')).toHaveLength(1));
    const before = heard.length;
    const socket = await openSocket(inspector);
    socket.send(text);
    socket.send(Buffer.from(text), { binary: true });
    socket.ping();
    await once(socket, 'pong');
    expect(heard).toHaveLength(before);
    await settled(1);
    client.send({ type: 'client.disconnect' });
    await vi.waitFor(() => expect(of('service.state').at(-1)?.state.value).toBe('disconnected'));
  });

  it('is let go for a message that is too long, and others are not', async () => {
    const inspector = await open();
    await startClient(inspector);
    const { of, settled } = await receive(inspector);
    await vi.waitFor(() => expect(of('service.register')).toHaveLength(1));
    const socket = await openSocket(inspector);
    socket.send('x'.repeat(70_000));
    await once(socket, 'close');
    await settled(1);
  });

  it('sees what is of its own inspector, where there are two', async () => {
    const [one, two] = [await open(), await open()];
    const [first, second] = [await startClient(one), await startClient(two)];
    const [ofOne, ofTwo] = [await receive(one), await receive(two)];
    await vi.waitFor(() => expect([ofOne, ofTwo].map(({ of }) => of('service.register').length)).toEqual([1, 1]));
    await one.stop();
    second.send({ type: 'client.disconnect' });
    await vi.waitFor(() => expect(ofTwo.of('service.state').at(-1)?.state.value).toBe('disconnected'));
    expect(new Set(ofOne.heard.map(({ sessionId }) => sessionId))).toEqual(new Set([first.sessionId]));
    expect(new Set(ofTwo.heard.map(({ sessionId }) => sessionId))).toEqual(new Set([second.sessionId]));
  });

  it('may go and come again', async () => {
    const inspector = await open();
    const client = await startClient(inspector);
    for (const _ of ['once', 'twice']) {
      const { socket, of } = await receive(inspector);
      await vi.waitFor(() => expect(of('service.register').map((each) => each.sessionId)).toEqual([client.sessionId]));
      socket.close();
      await once(socket, 'close');
    }
  });

  it('leaves nothing behind once the inspector has stopped', async () => {
    const warn = vi.spyOn(console, 'warn');
    const inspector = await open();
    const client = await startClient(inspector);
    const { socket, of } = await receive(inspector);
    await vi.waitFor(() => expect(of('service.register')).toHaveLength(1));
    expect(globalThis).not.toHaveProperty('__xstate__');
    const closed = once(socket, 'close');
    await inspector.stop();
    await closed;
    expect(globalThis).not.toHaveProperty('__xstate__');
    join(client, 'room:late');
    client.send({ type: 'client.disconnect' });
    expect(client.getSnapshot()).toMatchObject({ status: 'active' });
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('is let in only where the bridge is on', async () => {
    const inspector = await open({ classic: false });
    await expect(openSocket(inspector)).rejects.toThrow(/40\d/);
  });
});

describe('the classic bridge', () => {
  /** A bridge on a port of its own, and how many listeners it has at its source. */
  async function serveBridge() {
    let listeners = 0;
    const source = {
      actors: () => [],
      actor: () => undefined,
      machine: () => undefined,
      listen: () => {
        listeners += 1;
        return () => {
          listeners -= 1;
        };
      },
    };
    const bridge = createClassic(source, { send: () => null });
    const http = createServer().on('upgrade', bridge.upgrade).listen(0, '127.0.0.1');
    await once(http, 'listening');
    undo.push(() => http.close());
    const { port } = http.address() as AddressInfo;
    const dial = async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`);
      undo.push(() => socket.terminate());
      await once(socket, 'open');
      return socket;
    };
    return { bridge, port, dial, listeners: () => listeners };
  }

  it('listens from when the first receiver comes until the last one has gone', async () => {
    const { bridge, dial, listeners } = await serveBridge();
    expect(listeners()).toBe(0);
    const [one, two] = [await dial(), await dial()];
    expect([listeners(), bridge.receivers]).toEqual([1, 2]);
    one.close();
    await vi.waitFor(() => expect(bridge.receivers).toBe(1));
    expect(listeners()).toBe(1);
    two.close();
    await vi.waitFor(() => expect([listeners(), bridge.receivers]).toEqual([0, 0]));
    await dial();
    expect(listeners()).toBe(1);
  });

  it('does not stay open for a handshake that fails', async () => {
    const { port, listeners } = await serveBridge();
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('HTTP/1.1 400');
    expect(listeners()).toBe(0);
    socket.destroy();
  });

  it('ends its receivers when it is closed', async () => {
    const { bridge, dial, listeners } = await serveBridge();
    const socket = await dial();
    bridge.close();
    await once(socket, 'close');
    expect([listeners(), bridge.receivers]).toEqual([0, 0]);
    bridge.close();
  });
});
