import { type ClientRef, clientMachine, connect, interpret, websocket } from 'xstate-phoenix';
import { pageLifecycle } from 'xstate-phoenix/browser';
import { fallback, longPoll } from 'xstate-phoenix/longpoll';
import { find } from './find.ts';
import { showRoom } from './room.ts';

const animals = [
  'Badger',
  'Crane',
  'Dormouse',
  'Egret',
  'Finch',
  'Gecko',
  'Heron',
  'Ibis',
  'Jackdaw',
  'Kestrel',
  'Lynx',
];
const name = `${animals[Math.floor(Math.random() * animals.length)]} ${Math.floor(Math.random() * 90) + 10}`;
find('#me', HTMLElement).textContent = name;

const transport = fallback([websocket(), longPoll()], { probeMs: 10_000 });
// Slower than by default, so that you can watch the banner count down.
const reconnectAfterMs = [3_000, 5_000, 10_000];
const client = interpret(clientMachine, { input: { url: '/socket', transport, reconnectAfterMs } }).start();
pageLifecycle(client);

const lobby = showRoom(client, 'room:lobby', name);
showRoom(client, 'room:garden', name);

const banner = find('#banner', HTMLElement);
const told = find('#told', HTMLElement);
const now = find('#now', HTMLButtonElement);
client.subscribe(show);
setInterval(show, 250);
show();

/** Everything that the banner says is in the snapshot of the client. */
function show(): void {
  const snapshot = client.getSnapshot();
  told.textContent = sentenceOf(snapshot);
  banner.dataset.state = snapshot.hasTag('connected') ? 'connected' : 'away';
  now.hidden = !snapshot.matches('reconnect-waiting');
}

function sentenceOf(snapshot: ReturnType<ClientRef['getSnapshot']>): string {
  const { retryAt, transport, error } = snapshot.context;
  if (snapshot.hasTag('connected')) {
    const by = transport?.name === 'longpoll' ? 'long polling' : 'a WebSocket';
    return `You are online, by ${by}.`;
  }
  if (retryAt !== null) return `You are offline. The next attempt is in ${secondsUntil(retryAt)} s.`;
  if (snapshot.matches('reconnect-waiting')) return 'You are offline. The client waits for the network.';
  if (snapshot.matches('failed')) return `The client gave up: ${error?.message}`;
  return 'Connecting …';
}

function secondsUntil(time: number): number {
  return Math.max(0, Math.ceil((time - Date.now()) / 1_000));
}

now.addEventListener('click', () => void connect(client).catch(() => {}));
find('#cut', HTMLButtonElement).addEventListener('click', () =>
  lobby.send({ type: 'channel.cast', event: 'cut', payload: {} }),
);

const refuse = find('#refuse', HTMLInputElement);
refuse.addEventListener('change', () => {
  void fetch(`/websockets/${refuse.checked ? 'refuse' : 'accept'}`, { method: 'POST' });
});
