import { type WebSocket, WebSocketServer } from 'ws';
import type { Control } from './control.ts';
import type { Feed } from './feed.types.ts';
import { show } from './live.ts';
import type { UpgradeHandler } from './server.ts';

/** How many bytes a message of a page may have. Its largest messages are pushes that somebody has typed. */
const MOST_BYTES = 1_000_000;

/** Handles upgrades to WebSockets. */
export function upgradeTo(connected: (socket: WebSocket) => void): UpgradeHandler {
  const upgrader = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: MOST_BYTES });
  return (request, socket, head) => upgrader.handleUpgrade(request, socket, head, connected);
}

/**
 * Handles `/live`: shows the feed to each page. `watch` is called for each page, and its result when the page leaves.
 */
export function liveUpgrade(feed: Feed, control: Control | null, watch: () => () => void): UpgradeHandler {
  return upgradeTo((socket) => {
    const page = show(feed, socket, control);
    const unwatch = watch();
    socket.on('message', (data, isBinary) => {
      if (!isBinary) page.receive(String(data));
    });
    // Terminate a page that breaks the protocol. Waiting for its close would keep the process alive.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      page.end();
      unwatch();
    });
  });
}
