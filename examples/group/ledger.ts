/** Who owns each topic, as the server sees it, and for how long nobody does, or two. */
export class Ledger {
  readonly #owners = new Map<string, Set<string>>();
  readonly #changedAt = new Map<string, number>();
  readonly #last = new Map<string, string>();
  moved = 0;
  longestGapMs = 0;
  longestOverlapMs = 0;

  constructor(topics: readonly string[]) {
    for (const topic of topics) this.#owners.set(topic, new Set());
  }

  /** How many topics have an owner. */
  get owned(): number {
    return [...this.#owners.values()].filter(({ size }) => size > 0).length;
  }

  joined(topic: string, member: string): void {
    this.#note(topic);
    this.#owners.get(topic)?.add(member);
    const last = this.#last.get(topic);
    if (last !== undefined && last !== member) this.moved += 1;
    this.#last.set(topic, member);
  }

  ended(topic: string, member: string): void {
    this.#note(topic);
    this.#owners.get(topic)?.delete(member);
  }

  /** Looks how long it has been as it is. */
  look(): void {
    for (const topic of this.#owners.keys()) this.#note(topic, false);
  }

  #note(topic: string, isChange = true): void {
    const now = performance.now();
    const lasted = now - (this.#changedAt.get(topic) ?? now);
    const count = this.#owners.get(topic)?.size ?? 0;
    // Before a topic has had its first owner, the processes were only starting.
    if (count === 0 && this.#last.has(topic)) this.longestGapMs = Math.max(this.longestGapMs, lasted);
    if (count > 1) this.longestOverlapMs = Math.max(this.longestOverlapMs, lasted);
    if (isChange) this.#changedAt.set(topic, now);
  }
}
