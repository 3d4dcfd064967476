import { WebSocket } from 'ws';
import { answerToClose } from './closing.ts';

/**
 * Makes a class of sockets that answer a client's close frame as Bandit does; `ws` would send the client's code back.
 * The class is made when a server starts, because in jsdom, where a test may only use the kit, `ws` has no classes.
 *
 * `ws` calls `close` with one argument after a violation of the protocol (1002, 1007, 1009), and with two, or none, to
 * answer a close frame. We call it with one.
 *
 * @internal
 */
export function answeringSocket(): typeof WebSocket {
  return class AnsweringSocket extends WebSocket {
    override close(...[code, ...reason]: [code?: number, reason?: string | Buffer]): void {
      if (code !== undefined && reason.length === 0) super.close(code);
      else super.close(answerToClose(code));
    }
  };
}
