import { createHash } from 'node:crypto';
import { HEADERS } from '../page.ts';
import type { RequestHandler, UpgradeHandler } from '../server.ts';
import { upgradeTo } from '../sockets.ts';
import type { Source } from '../source.types.ts';
import { tellStately } from './events.ts';
import { STATELY } from './post.ts';

/** A page with more unsent bytes than this is disconnected. A reload connects it again. */
const MAX_WAITING = 8 * 1024 * 1024;

/** The script of the page. It posts our events to the frame, and only to its origin. */
const SCRIPT = `
const frame = document.querySelector('iframe');
const { origin } = new URL(frame.src);
let waiting = [];
const post = (event) => frame.contentWindow.postMessage(event, origin);
const url = new URL(location.href.replace(/^http/, 'ws'));
const socket = new WebSocket(url);
socket.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  if (waiting) waiting.push(event);
  else post(event);
};
socket.onclose = () => { document.title = 'The inspector has stopped'; };
addEventListener('message', ({ origin: from, source, data }) => {
  if (from !== origin || source !== frame.contentWindow || data?.type !== '@statelyai.connected' || !waiting) return;
  const held = waiting;
  waiting = null;
  held.forEach(post);
});
`;
const STYLE = 'html,body,iframe{margin:0;border:0;width:100%;height:100%;display:block}';

/** A page with the Stately inspector in a frame, and the socket for its events. */
export interface StatelyView {
  readonly page: RequestHandler;
  readonly upgrade: UpgradeHandler;
}

export function createStatelyView(source: Source, url: string = STATELY): StatelyView {
  const { origin } = new URL(url);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(SCRIPT)}'`,
    `style-src '${hashOf(STYLE)}'`,
    `frame-src ${origin}`,
    "connect-src 'self'",
    'img-src data:',
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>xstate-phoenix in the Stately inspector</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<iframe src="${url}" title="Stately inspector"></iframe>
<script>${SCRIPT}</script>
</html>
`;
  return {
    // The referrer policy in the headers hides the key from the frame.
    page: (_, response) => {
      const headers = { ...HEADERS, 'content-security-policy': policy, 'content-type': 'text/html; charset=utf-8' };
      response.writeHead(200, headers).end(html);
    },
    upgrade: upgradeTo((socket) => {
      const undo = tellStately(source, (event) => {
        if (socket.bufferedAmount > MAX_WAITING) socket.terminate();
        else socket.send(JSON.stringify(event));
      });
      socket.on('error', () => socket.terminate());
      socket.on('close', undo);
    }),
  };
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
