import { keepOutOfProxies } from '../machines/proxies.ts';
import type { Member } from './member.ts';

/** The connections of a pool. */
export class Crew {
  readonly #members = new Set<Member>();

  constructor() {
    keepOutOfProxies(this);
  }

  get size(): number {
    return this.#members.size;
  }

  [Symbol.iterator](): Iterator<Member> {
    return this.#members.values();
  }

  add(member: Member): void {
    this.#members.add(member);
  }

  delete(member: Member): boolean {
    return this.#members.delete(member);
  }

  clear(): void {
    this.#members.clear();
  }

  find(id: string): Member | undefined {
    return [...this.#members].find(({ client }) => client.id === id);
  }

  /** The first open connection. */
  get front(): Member | undefined {
    for (const member of this.#members) if (member.isOpen) return member;
    return undefined;
  }

  /** The connections that have not been open yet. */
  get coming(): readonly Member[] {
    return [...this.#members].filter(({ phase }) => phase === 'new');
  }

  /** Whether no connection comes or goes. */
  get isSettled(): boolean {
    return [...this.#members].every(({ phase }) => phase === 'old');
  }

  /** The connections without a topic, but for the last one that is open. */
  get spare(): readonly Member[] {
    const present = [...this.#members].filter(({ phase }) => phase === 'old');
    const open = present.filter(({ isOpen }) => isOpen);
    const last = open.every(({ size }) => size === 0) ? open[0] : undefined;
    return present.filter((member) => member.size === 0 && member !== last);
  }

  /** The least that a connection takes; Infinity without one. */
  get limit(): number {
    return Math.min(...[...this.#members].map(({ limit }) => limit));
  }

  /** The open connection that has the fewest topics, and room for one more. */
  get fewest(): Member | undefined {
    let chosen: Member | undefined;
    for (const member of this.#members)
      if (member.hasRoom && (chosen === undefined || member.size < chosen.size)) chosen = member;
    return chosen;
  }
}
