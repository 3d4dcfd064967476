import { say } from '#sentences';
import { ConnectError, JoinError } from './errors.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import { joinError } from './machines/channel/join.error.ts';
import { obstacleOf } from './machines/channel/outcomes.ts';
import { wordsOf } from './machines/channel/words.ts';
import type { Wait } from './wait.ts';

/** The subject of the message of a leave that is given up. */
export const LEAVE = 'The answer to the leave';

/** Makes the error of a wait for a leave or a message. */
export function giveUpAnswer(room: ChannelRef, what: string): Wait<unknown>['giveUp'] {
  return (code, options) => {
    const { context } = room.getSnapshot();
    const details = code === 'timeout' ? { cause: obstacleOf(context) } : options;
    const why = code === 'timeout' ? say('answer_late') + wordsOf(details?.cause) : say('answer_given_up');
    return new JoinError(code, context.topic, `${what} of "${context.topic}" ${why}`, undefined, details);
  };
}

/** Makes the error of a wait for a join, with the last refusal if there was one. */
export function giveUpJoin(room: ChannelRef): Wait<unknown>['giveUp'] {
  return (code, options) => {
    const { context } = room.getSnapshot();
    const { response, refusals } = context.lastError ?? {};
    const cause = context.lastError ?? obstacleOf(context);
    return joinError(context, code, code === 'timeout' ? { response, refusals, cause } : options);
  };
}

/** Makes the error of a wait for a connection. */
export const giveUpConnect: Wait<unknown>['giveUp'] = (code, options) =>
  new ConnectError(code, say(code === 'timeout' ? 'connect_late' : 'given_up'), options);

/** Makes the error of a wait for the end of a connection. */
export const giveUpDisconnect: Wait<unknown>['giveUp'] = (code, options) =>
  new ConnectError(code, say(code === 'timeout' ? 'disconnect_late' : 'given_up'), options);
