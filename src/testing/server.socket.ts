import type { WebSocket } from 'ws';
import type { Cork } from '../transport/cork.ts';
import { IDLE_CODE, watchIdle } from './idle.ts';
import type { Session } from './session.ts';
import type { SessionSink } from './session.types.ts';

/** Connects a socket to a session. When one ends, the other ends. */
export function serveWebSocket(
  ws: WebSocket,
  cork: Cork,
  open: (sink: SessionSink) => Session,
  idleTimeoutMs: number,
): void {
  const session = open({
    send: (data) => cork.send(data),
    close: (code) => ws.close(code),
    drop: () => {
      cork.flush();
      ws.terminate();
    },
  });
  const idle = watchIdle(globalThis, idleTimeoutMs, () => session.close(IDLE_CODE));
  ws.on('message', (data: Buffer, isBinary) => {
    idle.heard();
    session.receive(isBinary ? new Uint8Array(data) : data.toString());
  });
  ws.on('ping', idle.heard);
  ws.on('pong', idle.heard);
  // A close follows. Without this listener the error would end the process.
  ws.on('error', () => {});
  ws.on('close', () => {
    idle.stop();
    session.ended();
  });
}
