import type { PageFact } from 'xstate-phoenix';

/** What can happen in a world, as plain data, so that a history of it can be written down, cut down and replayed. */
export type Act = UserAct | ServerAct | NetworkAct | TimeAct;

/** What a push asks of the server's channel. */
export type PushKind = 'echo' | 'refuse' | 'silent' | 'later' | 'crash' | 'stop';

/** What a function of the user does: it is asked, and answers with a value, a promise, or not at all. */
export type ParamsKind = 'value' | 'function' | 'promise' | 'later' | 'throws';

/** What a listener does when it hears something. */
export type Reaction = 'nothing' | 'throws' | 'leaves' | 'pushes' | 'rejoins' | 'disconnects' | 'reconnects';

export type UserAct =
  | { readonly act: 'connect' | 'disconnect' | 'reconnect' }
  | { readonly act: 'join'; readonly topic: string; readonly params?: ParamsKind }
  | { readonly act: 'leave' | 'rejoin' | 'cast'; readonly topic: string }
  | { readonly act: 'push'; readonly topic: string; readonly kind: PushKind; readonly timeoutMs?: number }
  | {
      readonly act: 'await';
      readonly topic: string;
      readonly what: 'join' | 'leave' | 'message' | 'connect' | 'disconnect' | 'ping';
      readonly timeoutMs: number;
    }
  /** Answers the function behind the params that has waited longest, or shortest, for it. */
  | { readonly act: 'params'; readonly asked: 'first' | 'last' }
  /** Gives up the oldest push that is not settled. */
  | { readonly act: 'abort' }
  | { readonly act: 'react'; readonly topic: string; readonly to: string; readonly by: Reaction }
  /** A program that awaits a join or a reply, and listens to the topic only then. */
  | { readonly act: 'attend'; readonly topic: string; readonly to: 'join' | 'push' }
  /** The client is stopped, and started again. */
  | { readonly act: 'restart' }
  | {
      readonly act: 'wake';
      readonly by: PageFact['type'];
    };

export type ServerAct =
  /**
   * What joins get from now on: `held` ones wait for `answer`; `slow` ones keep the server from everything else on the
   * connection for a while, as `join/3` does; right behind its answer a `crash` ends the topic, and a
   * `drop` the connection.
   */
  | { readonly act: 'joins'; readonly get: 'ok' | 'error' | 'hopeless' | 'held' | 'slow' | 'crash' | 'drop' }
  | { readonly act: 'answer'; readonly status: 'ok' | 'error' }
  | { readonly act: 'reply' }
  | { readonly act: 'message' | 'broadcast' | 'crash' | 'stop'; readonly topic: string }
  | { readonly act: 'close'; readonly code: number };

export type NetworkAct =
  /** What attempts get from now on; those that wait have it at once. */
  | { readonly act: 'network'; readonly is: 'up' | 'hanging' | 'down' | number }
  | { readonly act: 'up' | 'down' | 'cut' | 'freeze' | 'garbage' }
  /**
   * All that was written arrives, the server says something to a topic behind its answers, and that arrives within one
   * task: all of it, and perhaps the end of the line with it.
   */
  | { readonly act: 'burst'; readonly topic: string; readonly and?: 'cut' }
  /** The next parcel arrives on a line that was given up for a newer one. */
  | { readonly act: 'late' }
  /** A frame that was delivered before, perhaps on an older line, is delivered again: the one `back` frames ago. */
  | { readonly act: 'again'; readonly back: number };

export type TimeAct =
  /** The next timer fires. */
  { readonly act: 'tick' } | { readonly act: 'elapse' | 'sleep'; readonly ms: number };
