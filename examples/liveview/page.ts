import { LiveSocket } from 'phoenix_live_view';
import { Socket } from 'xstate-phoenix/phoenix';
import { openInspector } from 'xstate-phoenix-inspector/browser';

const { inspect, showIn } = openInspector();
const liveSocket = new LiveSocket(document.body.dataset.socket ?? '/live', Socket, { inspect });
liveSocket.connect();

const frame = document.querySelector('iframe');
if (frame) showIn(frame);
