import type { Consumer } from './compile.ts';

/** A chat, as it is written by hand: payloads are used as they come. */
const chat = `import { Presence, Socket } from 'phoenix';

declare const userToken: string;
declare const list: HTMLElement;
const socket = new Socket('/socket', {
  params: { token: userToken },
  logger: (kind, msg, data) => { console.log(\`\${kind}: \${msg}\`, data, data.status); },
});
socket.connect();
socket.onOpen(() => list.classList.remove('offline'));
socket.onClose((event) => console.log(event.code, event.reason, event.wasClean));
socket.onError((error, Transport, established) => {
  if (Transport === WebSocket && established === 0) socket.replaceTransport(Transport);
  if (typeof error === 'object') console.log(error.type);
});

const channel = socket.channel('room:lobby', { since: 0 });
channel.on('new_msg', (payload) => {
  const item = document.createElement('li');
  item.innerText = payload.body;
  item.dataset.at = payload.meta.at.toString();
  list.appendChild(item);
});
channel.on('typing', ({ user }) => show(user));
channel.onMessage = (event, payload, ref) => ({ ...payload, event, ref });
channel.join()
  .receive('ok', ({ messages }) => messages.forEach((message: { body: string }) => show(message.body)))
  .receive('error', ({ reason }) => show(reason))
  .receive('timeout', () => show('still waiting'));
channel.push('new_msg', { body: 'hello' }, 10000)
  .receive('ok', (message) => show(message.id))
  .receive('error', (reasons) => show(reasons))
  .receive('timeout', async () => show('no answer'));
channel.onError((reason) => show(reason.source));
channel.onClose((payload, ref, joinRef) => show([payload.reason, ref.length, joinRef.length].join()));

const presence = new Presence(channel);
presence.onJoin((id, current, newPres) => show(current ? current.metas.length : newPres.metas[0].name, id));
presence.onLeave((id, current, leftPres) => show(current.metas.length === 0 ? leftPres.user.name : id));
presence.onSync(() => {
  const users = presence.list((id, { metas: [first, ...rest] }) => {
    first.count = rest.length + 1;
    first.id = id;
    return first;
  });
  for (const user of users) show(user.name);
  for (const { metas } of presence.list()) show(metas[0].name);
});
function show(text: string, other = ''): void { list.innerText = text + other; }
`;

/** A hook of React in miniature: everything has its type by the names that the package exports. */
const hooks = `import { Channel, Push, Socket } from 'phoenix';
import type { ChannelState, ConnectionState, MessageRef, PushStatus, SocketConnectOption } from 'phoenix';

interface Message { id: string; body: string }
interface Reply { status: PushStatus; response: unknown }

export class Connection {
  readonly socket: Socket;
  readonly channels = new Map<string, Channel>();
  private refs: MessageRef[] = [];

  constructor(url: string, options: Partial<SocketConnectOption> = {}) {
    this.socket = new Socket(url, { timeout: 5000, ...options });
    this.refs.push(this.socket.onOpen(async () => {}), this.socket.onClose(() => {}), this.socket.onError(() => {}));
    this.refs.push(this.socket.onMessage((message: object) => { this.last = message as { topic: string }; }));
  }

  last: { topic: string } | undefined;
  get state(): ConnectionState { return this.socket.connectionState(); }

  join(topic: string, params?: object): Channel {
    const known = this.channels.get(topic);
    if (known && isAlive(known.state)) return known;
    const channel: Channel = this.socket.channel(topic, params);
    this.channels.set(topic, channel);
    const push: Push = channel.join(3000);
    push.receive('ok', (response: { messages: Message[] }) => response.messages.map(({ id }) => id));
    push.receive('error', (response?: any) => response?.reason);
    return channel;
  }

  hear(topic: string, event: string, callback: (response?: any) => void | Promise<void>): () => void {
    const channel = this.join(topic);
    const ref: number = channel.on(event, callback);
    const others: number[] = [
      channel.on(event, (message: Message) => { message.body.trim(); }),
      channel.onError((reason?: any) => reason),
      channel.onClose((payload: any, ref: any, joinRef: any) => { void [payload, ref, joinRef]; }),
    ];
    return () => [ref, ...others].forEach((each) => channel.off(event, each));
  }

  ask(channel: Channel, event: string, payload: object): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const push = channel.push(event, payload);
      for (const status of ['ok', 'error'] as PushStatus[])
        push.receive(status, (response: unknown) => resolve({ status, response }));
      push.receive('timeout', reject);
    });
  }

  close(): void {
    for (const [topic, channel] of this.channels) {
      channel.leave().receive('ok', () => this.channels.delete(topic));
      this.socket.remove(channel);
    }
    this.socket.off(this.refs);
    this.socket.disconnect(() => {}, 1000, 'bye');
    this.socket.disconnect();
  }
}

function isAlive(state: ChannelState): boolean {
  switch (state) {
    case 'joined': case 'joining': return true;
    case 'closed': case 'errored': case 'leaving': return false;
  }
}

export class Loud extends Channel {
  override onMessage(event: string, payload: any, ref: any): any { return super.onMessage(event, { ...payload, loud: true }, ref); }
  override push(event: string, payload: object, timeout?: number): Push { return super.push(event.toUpperCase(), payload, timeout); }
}
export const first = (resend: Push): Push => { resend.send(); resend.resend(1000); return resend; };
`;

/** Every option and every member that is left. */
const surface = `import { Channel, LongPoll, Presence, Push, Socket } from 'phoenix';
import type { BinaryType, MessageRef, PresenceOnJoinCallback, PresenceOnLeaveCallback, PresenceOpts, SocketConnectOption, Timer } from 'phoenix';

declare const timer: Timer;
declare const transport: new (endpoint: string) => object;
declare const untyped: any;
const binaryType: BinaryType = 'arraybuffer';
export const all: SocketConnectOption = {
  authToken: 'token', binaryType, params: () => ({ locale: 'en' }), transport, timeout: 1, heartbeatIntervalMs: 2,
  longPollFallbackMs: 3, longpollerTimeout: 4, vsn: '2.0.0', debug: true, sessionStorage: window.localStorage,
  encode: (payload: object, callback: (encoded: any) => void | Promise<void>) => callback(JSON.stringify(payload)),
  decode: (payload: string, callback: (decoded: any) => void | Promise<void>) => callback(JSON.parse(payload)),
  logger: (kind: string, message: string, data: any) => console.log(kind, message, data.payload),
  reconnectAfterMs: (tries: number) => tries * 1000,
  rejoinAfterMs: (tries) => [1000, 2000][tries - 1] || 10000,
};
const one: number = all.timeout + all.heartbeatIntervalMs;
const storage: Partial<SocketConnectOption> = { sessionStorage: {} as object };
const socket = new Socket('/socket', all);
const packed = new Socket('/socket', {
  encode: (payload, callback) => callback(new Uint8Array(Object.keys(payload).length)),
  decode: (payload, callback) => callback(JSON.parse(payload)),
  transport: LongPoll,
  binaryType: 'blob',
});
const [url, protocol, isOpen]: [string, string, boolean] = [socket.endPointURL(), socket.protocol(), socket.isConnected()];
socket.connect({ user: 1 });
socket.connect(untyped);
socket.push({ topic: 'a', event: 'b', payload: {}, ref: socket.makeRef() });
socket.push(untyped as object);
socket.log('kind', 'message', { any: 'thing' });
if (socket.hasLogger()) socket.replaceTransport(transport);
socket.onError((error: Event | string | number, Class: new (endpoint: string) => object, count: number) => void [error, Class, count]);
socket.onClose((event: CloseEvent) => void event.code);
const ping: (callback: (latency: number) => void) => boolean = socket.ping;
const refs: MessageRef[] = [socket.onMessage(async () => {})];
socket.off(refs);

const channel = new Channel('topic', () => ({}), socket);
channel.topic = 'other';
channel.state = 'closed';
channel.off('event');
channel.off('event', channel.on('event', async (response?: any) => { await response.done; }));
const leaving: Push = channel.leave(100).receive('timeout', () => 1);
new Push(channel, 'event', () => ({}), 1000).send();

const poll = new LongPoll('/socket');
const endpoint: string = poll.normalizeEndpoint(poll.endpointURL());
poll.send(untyped);
poll.poll();
poll.ontimeout();
poll.closeAndRetry();
poll.close(1000, 'bye');
poll.close();

const options: PresenceOpts = { events: { state: 'state', diff: 'diff' } };
const presence = new Presence(channel, options);
const onJoin: PresenceOnJoinCallback = (key, current, next) => void [key?.length, current.metas, next.metas[0].name];
const onLeave: PresenceOnLeaveCallback = (key?: string, current?: any, left?: any) => void [key, current, left];
onJoin('key');
presence.onJoin(onJoin);
presence.onLeave(onLeave);
presence.onSync(async () => {});
if (presence.inPendingSyncState()) presence.list();
let state: object = {};
state = Presence.syncState(state, { ana: { metas: [] } }, onJoin, onLeave);
state = Presence.syncState(state, untyped);
state = Presence.syncDiff(state, { joins: {}, leaves: {} }, onJoin, onLeave);
const names: string[] = Presence.list(state, (key, { metas: [first] }) => \`\${key} \${first.name}\`);
const ages: number[] = Presence.list<number>(state, (_, presence) => presence.age);
const users: { name: string }[] = Presence.list(state);
timer.reset();
timer.scheduleTimeout();
void [one, storage, packed, url, protocol, isOpen, ping, leaving, endpoint, names, ages, users];
// @ts-expect-error there is no such option
new Socket('/socket', { reconnectAfter: 7 });
// @ts-expect-error a topic is text
socket.channel(7);
`;

const options = { types: [], module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom', 'dom.iterable'] };
const files = { 'chat.ts': chat, 'hooks.ts': hooks, 'surface.ts': surface };

/** Programs for npm `phoenix`, with the types that it is given by `@types/phoenix`. */
export const ofPhoenix: Consumer = { packages: ['@types/phoenix'], options, files };

/** The same, with the one import changed. */
export const ofDropIn: Consumer = {
  packages: [],
  options,
  files: Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      text.replaceAll("from 'phoenix'", "from 'xstate-phoenix/phoenix'"),
    ]),
  ),
};
