import { copyOf, edit } from '../presence/edit.ts';
import type { Told } from '../presence/presence.events.ts';
import type { PresenceDiff, PresenceState } from '../presence/presence.types.ts';
import type { Ref } from './bindings.ts';
import type { Untyped } from './phoenix.types.ts';

/** Called for each key whose presences have joined: with what was there before, and with what is new. */
export type PresenceJoin<Entry = Untyped> = (key: string, current: Entry | undefined, joined: Entry) => void;

/** Called for each key whose presences have left: with what is still there, and with what is gone. */
export type PresenceLeave<Entry = Untyped> = (key: string, current: Entry, left: Entry) => void;

/** A {@link PresenceJoin}, as `@types/phoenix` has it. */
export type PresenceOnJoinCallback = (key?: string, currentPresence?: Untyped, newPresence?: Untyped) => void;

/** A {@link PresenceLeave}, as `@types/phoenix` has it. */
export type PresenceOnLeaveCallback = (key?: string, currentPresence?: Untyped, newPresence?: Untyped) => void;

/** The options of a {@link Presence}. */
export interface PresenceOpts {
  /** The events of the server. @defaultValue `presence_state` and `presence_diff` */
  events?: { state: string; diff: string } | undefined;
}

/** What a {@link Presence} needs of its channel. */
export interface PresenceChannel {
  on<P>(event: string, callback: (payload: P) => void): number;
  joinRef(): Ref;
}

const nothing = () => {};

/** Who is present in a topic. You can say what there is under a key: `new Presence<{ metas: User[] }>(channel)`. */
export class Presence<Entry = Untyped> {
  state: Record<string, Entry> = Object.create(null);
  /** The diffs that have come before the first state. */
  pendingDiffs: PresenceDiff[] = [];
  readonly channel: PresenceChannel;
  /** The ref of the join that the state belongs to. */
  joinRef: Ref = null;
  /** The ref of the join that the pending diffs belong to. */
  #pendingRef: Ref = null;
  caller: { onJoin: PresenceJoin<Entry>; onLeave: PresenceLeave<Entry>; onSync: () => void } = {
    onJoin: nothing,
    onLeave: nothing,
    onSync: nothing,
  };

  constructor(channel: PresenceChannel, { events }: PresenceOpts = {}) {
    const { state, diff } = events ?? { state: 'presence_state', diff: 'presence_diff' };
    this.channel = channel;
    channel.on<PresenceState>(state, (next) => {
      this.joinRef = this.#presentJoin();
      this.state = Presence.syncState(this.state, next, this.caller.onJoin, this.caller.onLeave);
      for (const pending of this.pendingDiffs.splice(0)) this.#sync(pending);
      this.caller.onSync();
    });
    channel.on<PresenceDiff>(diff, (next) => {
      if (this.inPendingSyncState()) {
        this.#presentJoin();
        this.pendingDiffs.push(next);
        return;
      }
      this.#sync(next);
      this.caller.onSync();
    });
  }

  /** Calls back for each key that has joined. There is one such callback. */
  onJoin(callback: PresenceJoin<Entry>): void {
    this.caller.onJoin = callback;
  }

  /** Calls back for each key that has left. There is one such callback. */
  onLeave(callback: PresenceLeave<Entry>): void {
    this.caller.onLeave = callback;
  }

  /** Calls back after each change. There is one such callback. */
  onSync(callback: () => void): void {
    this.caller.onSync = callback;
  }

  /** Everyone, or what `by` makes of each entry. */
  list<Item = Entry>(by?: (key: string, entry: Entry) => Item): Item[] {
    return Presence.list(this.state, by);
  }

  /** Whether the state of the present join has not come yet. */
  inPendingSyncState(): boolean {
    return !this.joinRef || this.joinRef !== this.channel.joinRef();
  }

  /** The state after a `presence_state`. It changes nothing of what you give it. */
  static syncState(state: object, next: object, onJoin?: PresenceJoin | null, onLeave?: PresenceLeave | null): Untyped;
  static syncState(
    state: PresenceState,
    next: PresenceState,
    onJoin?: PresenceJoin | null,
    onLeave?: PresenceLeave | null,
  ): PresenceState {
    const entries = copyOf(state);
    return apply(entries, { joins: next, leaves: entries }, onJoin, onLeave);
  }

  /** The state after a `presence_diff`. It changes nothing of what you give it. */
  static syncDiff(
    state: object,
    diff: { joins: object; leaves: object },
    onJoin?: PresenceJoin | null,
    onLeave?: PresenceLeave | null,
  ): Untyped;
  static syncDiff(
    state: PresenceState,
    diff: PresenceDiff,
    onJoin?: PresenceJoin | null,
    onLeave?: PresenceLeave | null,
  ): PresenceState {
    return apply(copyOf(state), diff, onJoin, onLeave);
  }

  /** All entries of a state, or what `chooser` makes of each. */
  static list<Item = Untyped>(state: object, chooser?: (key: string, entry: Untyped) => Item): Item[];
  static list(state: object, chooser = (_: string, entry: unknown): unknown => entry): unknown[] {
    return Object.entries(state).map(([key, entry]) => chooser(key, entry));
  }

  /** The ref of the present join. Diffs of earlier ones are forgotten: its state has them already. */
  #presentJoin(): Ref {
    const joinRef = this.channel.joinRef();
    if (joinRef !== this.#pendingRef) this.pendingDiffs = [];
    this.#pendingRef = joinRef;
    return joinRef;
  }

  #sync(diff: PresenceDiff): void {
    this.state = Presence.syncDiff(this.state, diff, this.caller.onJoin, this.caller.onLeave);
  }
}

function apply(
  entries: ReturnType<typeof copyOf>,
  diff: PresenceDiff,
  onJoin?: PresenceJoin | null,
  onLeave?: PresenceLeave | null,
): PresenceState {
  const told: Told[] = [];
  edit(entries, diff, told);
  for (const news of told)
    if (news[0] === 'onJoin') onJoin?.(news[1], news[2], news[3]);
    else if (news[0] === 'onLeave') onLeave?.(news[1], news[2], news[3]);
  return entries;
}
