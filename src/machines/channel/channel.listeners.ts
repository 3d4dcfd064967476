import type { Subscription } from 'xstate';
import { LastingListeners } from '../lasting.listeners.ts';
import { keepOutOfProxies } from '../proxies.ts';
import type { Message } from './channel.events.ts';

/** A message, as far as a presence needs it. */
export interface EarlyMessage {
  readonly event: string;
  readonly payload: unknown;
}

type EarlyMessages = [joinRef: string | null, ...messages: EarlyMessage[]];

/** Somebody who hears the messages of a topic. It throws nothing. */
export interface Hearing {
  hear(message: Message): void;
}

/** How many messages are kept. */
const MOST = 1_000;

const nobody: readonly Hearing[] = [];

/** The listeners of a channel. Those to its messages are called by the channel itself, so a restart does not concern them. */
export class ChannelListeners extends LastingListeners {
  #hearing = nobody;
  #early: EarlyMessages | null = null;

  constructor() {
    super();
    keepOutOfProxies(this);
  }

  /** Those who hear the messages of the topic. */
  get hearing(): readonly Hearing[] {
    return this.#hearing;
  }

  /** Hears all messages of the topic. */
  hear(hearing: Hearing): Subscription {
    // Never changed in place: those who listen when a message comes hear it, whoever comes or goes meanwhile.
    this.#hearing = this.#hearing.concat(hearing);
    return {
      unsubscribe: () => {
        this.#hearing = this.#hearing.filter((other) => other !== hearing);
      },
    };
  }

  /** Tells those who hear messages. */
  tell(message: Message): void {
    for (const hearing of this.#hearing) hearing.hear(message);
  }

  /** The ref of a join, and the messages of that join that a presence needs which is made later. */
  get early(): EarlyMessages {
    return this.#early ?? [null];
  }

  /**
   * Keeps a message for a presence that is made later, since nobody can ask the server for it again. When they are too many,
   * they are forgotten, since nobody may ever make a presence.
   */
  keep(joinRef: string | null, { event, payload }: EarlyMessage): void {
    if (!event.startsWith('presence_')) return;
    if (!this.#early || this.#early[0] !== joinRef || this.#early.length > MOST) this.#early = [joinRef];
    this.#early.push({ event, payload });
  }
}
