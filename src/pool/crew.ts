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

  /** The open connections without a topic; not all, if there are no others. */
  get spare(): readonly Member[] {
    const open = [...this.#members].filter(({ phase, isOpen }) => phase === 'old' && isOpen);
    const empty = open.filter(({ size }) => size === 0);
    return empty.length < open.length ? empty : empty.slice(1);
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
