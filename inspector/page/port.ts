import { PORT } from '../src/port.ts';
import type { Socket } from './socket.ts';

/**
 * The socket of a page in a frame. It opens when the page around the frame sends a port, and closes when that sends
 * `null`.
 */
export function portSocket(): Socket {
  let port: MessagePort | undefined;
  const socket: Socket & { readyState: number } = {
    onmessage: null,
    onopen: null,
    onclose: null,
    readyState: WebSocket.CONNECTING,
    send: (text) => port?.postMessage(text),
  };
  const take = ({ data, origin, source, ports }: MessageEvent): void => {
    const [given] = ports;
    if (data !== PORT || origin !== location.origin || source !== parent || !given) return;
    removeEventListener('message', take);
    port = given;
    socket.readyState = WebSocket.OPEN;
    given.onmessage = (message) => {
      if (message.data !== null) return socket.onmessage?.(message);
      socket.readyState = WebSocket.CLOSED;
      given.close();
      socket.onclose?.(new CloseEvent('close'));
    };
    socket.onopen?.(new Event('open'));
  };
  addEventListener('message', take);
  return socket;
}
