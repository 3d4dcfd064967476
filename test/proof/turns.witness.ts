import type { Limits } from './limits.ts';
import type { TopicWitness } from './topic.witness.ts';
import type { Blame } from './violation.ts';

/**
 * The turns of joins. A server does one join at a time, in order, so the clock of a join runs only while it is the oldest
 * on the wire; and no topic waits for its turn while there is room.
 */
export class TurnsWitness {
  readonly #limits: Limits;
  readonly #blame: Blame;
  /** Whether the server may be at a join that was left: nobody can see when it is done with that. */
  #isClouded = false;
  #oldest: { readonly joinRef: string; readonly since: number } | null = null;

  constructor(limits: Limits, blame: Blame) {
    this.#limits = limits;
    this.#blame = blame;
  }

  /** There is a new line, or none. */
  forget(): void {
    this.#oldest = null;
    this.#isClouded = false;
  }

  /**
   * Wanted topics when a line opens: each of them has one join on it, or waits for its turn. One that asks for its params
   * first has its turn, too.
   */
  checkOpening(all: readonly (readonly [topic: string, watched: TopicWitness])[]): void {
    const wanted = all.filter(([, { asksNobody }]) => asksNobody);
    const room = this.#limits.joinsAtATime - (all.length - wanted.length);
    for (const [topic, { joins }] of wanted)
      if (joins > 1) this.#blame('I2', `"${topic}" is wanted, and ${joins} joins were written when the line opened`);
    const written = wanted.filter(([, { joins }]) => joins === 1).length;
    if (written < Math.min(wanted.length, room))
      this.#blame('I2', `${wanted.length} topics are wanted, and ${written} joins were written when the line opened`);
  }

  /** A join is given up that its user still wants: then it has been the oldest, for as long as a join may take. */
  givesUp(topic: string, joinRef: string | null, now: number): void {
    const oldest = this.#oldest;
    if (oldest === null || this.#isClouded) return;
    if (oldest.joinRef !== joinRef || now < oldest.since + this.#limits.joinMs)
      this.#blame('I2', `join ${joinRef} of "${topic}" is given up at ${now}, and the server was at others until then`);
  }

  checkAtRest(topics: Iterable<TopicWitness>, isConnected: boolean, now: number): void {
    if (!isConnected) return;
    const all = [...topics];
    this.#checkOldest(all, now);
    const states = all.map(({ room }) => JSON.stringify(room?.getSnapshot().value));
    const taken = states.filter((state) => state === '"joining"' || state === '"leaving"').length;
    if (states.includes('{"rejoin-waiting":"queued"}') && taken < this.#limits.joinsAtATime)
      this.#blame('I7', `a topic waits for its turn, and only ${taken} have theirs`);
  }

  /** A join that is left before its answer is what the server is at all the same. */
  #checkOldest(topics: readonly TopicWitness[], now: number): void {
    let oldest: TopicWitness | undefined;
    for (const topic of topics) if (isOnTheWire(topic) && refOf(topic) < refOf(oldest)) oldest = topic;
    if (oldest?.live.phase !== 'asked') {
      this.#oldest = null;
      this.#isClouded = oldest !== undefined;
      return;
    }
    const { joinRef } = oldest.live;
    if (this.#oldest?.joinRef !== joinRef) this.#oldest = { joinRef, since: this.#limits.now() };
    const dueAt = this.#oldest.since + this.#limits.joinMs;
    if (dueAt < now) this.#blame('I7', `join ${joinRef} was due at ${dueAt}, and is not given up at ${now}`);
  }
}

function isOnTheWire({ live: { phase } }: TopicWitness): boolean {
  return phase === 'asked' || phase === 'leaving';
}

function refOf(topic: TopicWitness | undefined): number {
  return topic === undefined || topic.live.phase === 'none' ? Number.POSITIVE_INFINITY : Number(topic.live.joinRef);
}
