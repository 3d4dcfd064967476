import { WebSocket } from 'ws';
import { answerToClose } from './closing.ts';

/**
 * A socket that answers a client's close frame as Bandit does (semantics 83); `ws` would send the client's code back.
 *
 * `ws` itself calls `close` in two ways: with one argument after a violation of the protocol (1002, 1007, 1009), and
 * with two, or none, to answer a close frame. Ours have one.
 */
export class AnsweringSocket extends WebSocket {
  override close(...[code, ...reason]: [code?: number, reason?: string | Buffer]): void {
    if (code !== undefined && reason.length === 0) super.close(code);
    else super.close(answerToClose(code));
  }
}
