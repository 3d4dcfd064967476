import { WebSocket } from 'ws';
import { answerToClose } from './closing.ts';

/**
 * A class of sockets that answer a client's close frame as Bandit does (semantics 83); `ws` would send the client's code
 * back. It is made when a server starts: in jsdom, where a test may want no more than the kit, `ws` has no classes.
 *
 * `ws` itself calls `close` in two ways: with one argument after a violation of the protocol (1002, 1007, 1009), and
 * with two, or none, to answer a close frame. Ours have one.
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
