import type { ChannelRef, Frame } from 'xstate-phoenix';
import type { Limits } from './limits.ts';
import { Pace } from './pace.ts';
import type { PushWitness } from './push.witness.ts';
import type { Blame } from './violation.ts';

/** What the wire says about a topic on the present line. */
export type Live =
  | { readonly phase: 'none' }
  | { readonly phase: 'joined'; readonly joinRef: string }
  | { readonly phase: 'asked'; readonly joinRef: string; readonly askedAt: number }
  | { readonly phase: 'leaving'; readonly joinRef: string; readonly leaveRef: string | null; readonly dueAt: number };

const none: Live = { phase: 'none' };

/** One topic: whether it is wanted, by what its user did, and whether it is joined, by what went over the wire. */
export class TopicWitness {
  /** By its user's word, and as long as the server has not refused it for good. */
  wanted = false;
  /** Whether its params are known without asking, so that its join is written within the call that opens the line. */
  asksNobody = true;
  room: ChannelRef | null = null;
  live: Live = none;
  /** Joins that were written on the present line. */
  joins = 0;
  #asked = 0;
  readonly #pace: Pace;
  readonly #topic: string;
  readonly #limits: Limits;
  readonly #blame: Blame;

  constructor(topic: string, limits: Limits, blame: Blame) {
    this.#topic = topic;
    this.#limits = limits;
    this.#blame = blame;
    this.#pace = new Pace(limits.joins, (message) => blame('I11', `"${topic}" ${message}`));
  }

  /** The user asks for a join although there may be one. */
  asksAnew(): void {
    this.#asked += 1;
  }

  /** Whether a join that has no answer yet is wanted as it is. */
  get isPatient(): boolean {
    return this.wanted && this.#asked === 0 && this.live.phase === 'asked';
  }

  /** The user has said something of this topic, and whatever is written then may be written at once. */
  hurries(): void {
    this.#pace.hurries();
  }

  /** There is a new line, or none. */
  forget(): void {
    this.live = none;
    this.#pace.forgets();
    this.joins = 0;
    this.#asked = 0;
  }

  /** Whether it is joined, and by this join. */
  isJoined(joinRef: string): boolean {
    return this.live.phase === 'joined' && this.live.joinRef === joinRef;
  }

  wrote([joinRef, ref, , event]: Frame): void {
    if (event === 'phx_join') this.#wroteJoin(joinRef, ref);
    else if (event === 'phx_leave') this.#wroteLeave(joinRef, ref);
    else if (joinRef === null || !this.isJoined(joinRef))
      this.#blame(
        'I3',
        `"${event}" was written to "${this.#topic}" under join ${joinRef}, while it is ${this.#told()}`,
      );
  }

  #wroteJoin(joinRef: string | null, ref: string | null): void {
    this.joins += 1;
    const isSecond = this.live.phase === 'asked' || this.live.phase === 'joined';
    if (isSecond && this.#asked === 0)
      this.#blame('I3', `a second join of "${this.#topic}" was written, while it is ${this.#told()}`);
    if (joinRef === null || joinRef !== ref) this.#blame('I3', `a join of "${this.#topic}" has no ref of its own`);
    this.#asked = Math.max(0, this.#asked - 1);
    this.#pace.asks();
    this.live = { phase: 'asked', joinRef: String(joinRef), askedAt: this.#limits.now() };
  }

  #wroteLeave(joinRef: string | null, leaveRef: string | null): void {
    if (this.live.phase === 'none' || this.live.phase === 'leaving' || this.live.joinRef !== joinRef)
      this.#blame('I3', `a leave of join ${joinRef} of "${this.#topic}" was written, while it is ${this.#told()}`);
    // The leave after a join without an answer is not waited for, and what still comes of that join is stale.
    const dueAt = this.#limits.now() + this.#limits.leaveMs;
    this.#pace.ends();
    this.live = this.wanted ? none : { phase: 'leaving', joinRef: String(joinRef), leaveRef, dueAt };
  }

  /** Whether a frame is of another join than the present one, so that it must change nothing. */
  isStale([joinRef, ref, , event]: Frame): boolean {
    if (joinRef === null) return false;
    if (this.live.phase === 'leaving' && event === 'phx_reply' && ref === this.live.leaveRef) return false;
    return this.live.phase === 'none' || this.live.joinRef !== joinRef;
  }

  /** Whether a message of the server has to be delivered. */
  takes([joinRef]: Frame): boolean {
    return this.live.phase === 'joined' && (joinRef === null || joinRef === this.live.joinRef);
  }

  /** A frame is about to be delivered. */
  hears(frame: Frame, pushes: PushWitness): void {
    const [, , , event] = frame;
    const { live } = this;
    if (live.phase === 'none' || this.isStale(frame)) return;
    if (event === 'phx_reply') this.#hearsReply(frame, pushes);
    else if (event === 'phx_error' || event === 'phx_close') this.live = none;
    if (this.live.phase === 'joined' && live.phase === 'asked') this.#pace.lives();
    if (this.live.phase === 'none') this.#pace.ends();
  }

  #hearsReply([joinRef, ref, , , payload]: Frame, pushes: PushWitness): void {
    const { live } = this;
    if (live.phase === 'none') return;
    const { status, response } = payload as { status: string; response: unknown };
    if (ref === live.joinRef) {
      if (live.phase === 'asked') this.live = status === 'ok' ? { phase: 'joined', joinRef: live.joinRef } : none;
    } else if (live.phase === 'leaving') {
      if (ref === live.leaveRef) this.live = none;
    } else if (live.phase === 'joined') {
      if (joinRef !== null) pushes.answered(String(ref), status);
      else if (isUnmatched(status, response) && Number(ref) > Number(live.joinRef)) this.live = none;
    }
  }

  /** Whether the chart says what the wire says. */
  checkAtRest(isConnected: boolean, now: number): void {
    if (!this.room) return;
    this.#pace.rests();
    if (this.live.phase === 'leaving' && this.live.dueAt < now && this.room.getSnapshot().value === 'leaving')
      this.#blame('I7', `the leave of "${this.#topic}" was due at ${this.live.dueAt}, and is not over at ${now}`);
    const { status, value } = this.room.getSnapshot();
    const state = typeof value === 'string' ? value : 'rejoin-waiting';
    const expected = this.#states(isConnected);
    if (!expected.includes(state))
      this.#blame('I3', `the chart of "${this.#topic}" says ${state}, and the wire that it is ${this.#told()}`);
    if (status !== 'active' && status !== 'done') this.#blame('I10', `the channel of "${this.#topic}" is ${status}`);
    if (!this.wanted && isConnected && (this.live.phase === 'asked' || this.live.phase === 'joined'))
      this.#blame('I8', `"${this.#topic}" is not wanted, and is ${this.#told()}`);
  }

  /** What can be told of it, for those who compare worlds. */
  told(): { readonly live: Live; readonly rest: readonly unknown[] } {
    const { wanted, asksNobody, live } = this;
    return { live, rest: [wanted, asksNobody, this.#asked] };
  }

  #states(isConnected: boolean): readonly string[] {
    if (!isConnected) return this.wanted ? ['rejoin-waiting'] : ['left', 'closed'];
    const { phase } = this.live;
    if (phase === 'asked') return ['joining'];
    if (phase === 'joined') return ['joined'];
    // A leave that nobody answers ends by itself, and the wire does not say so.
    if (phase === 'leaving' && !this.wanted) return ['leaving', 'left'];
    if (!this.wanted) return ['left', 'closed'];
    return this.asksNobody ? ['rejoin-waiting'] : ['rejoin-waiting', 'joining'];
  }

  #told(): string {
    const { live } = this;
    return live.phase === 'none' ? 'not joined' : `${live.phase} as ${live.joinRef}`;
  }
}

function isUnmatched(status: string, response: unknown): boolean {
  if (status !== 'error' || typeof response !== 'object' || response === null) return false;
  return 'reason' in response && response.reason === 'unmatched topic';
}
