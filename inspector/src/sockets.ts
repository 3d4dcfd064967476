import { type WebSocket, WebSocketServer } from 'ws';
import type { Control } from './control.ts';
import type { Feed } from './feed.types.ts';
import { show } from './live.ts';
import type { UpgradeHandler } from './server.ts';

/** Bytes of a message of a page: a push that somebody has typed. */
const MOST_BYTES = 1_000_000;

/** Makes WebSockets of upgrades. */
export function upgradeTo(connected: (socket: WebSocket) => void): UpgradeHandler {
  const upgrader = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: MOST_BYTES });
  return (request, socket, head) => upgrader.handleUpgrade(request, socket, head, connected);
}

/** What is behind `/live`: pages, each of which is shown the feed. `watch` is told of each, and undone with it. */
export function liveUpgrade(feed: Feed, control: Control | null, watch: () => () => void): UpgradeHandler {
  return upgradeTo((socket) => {
    const page = show(feed, socket, control);
    const unwatch = watch();
    socket.on('message', (data, isBinary) => {
      if (!isBinary) page.receive(String(data));
    });
    // One that breaks the protocol gets no answer: waiting for its own would keep the process.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      page.end();
      unwatch();
    });
  });
}
