import { isBytes, toUint8Array } from '../protocol/bytes.ts';
import type { Act } from './acts.types.ts';

/** The acts of the clients in order, and which of them expectations have taken. */
export class Journal {
  readonly acts: Act[] = [];
  readonly #taken = new Set<Act>();
  readonly #asides = new Map<Act, () => string>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param aside - Called for a report: says how the act went. */
  note(act: Act, aside?: () => string): void {
    this.acts.push(act);
    if (aside) this.#asides.set(act, aside);
  }

  take(act: Act): void {
    this.#taken.add(act);
  }

  isTaken(act: Act): boolean {
    return this.#taken.has(act);
  }

  /** All acts, one per line, with times and connections. */
  tell(): string {
    if (this.acts.length === 0) return `The clients have done nothing until ${this.#now()} ms.`;
    const lines = this.acts.map((act) => `  ${this.isTaken(act) ? '✓' : ' '} ${this.line(act)}`);
    const head = `What the clients did until ${this.#now()} ms (✓ was taken by an earlier expectation):`;
    return [head, ...lines].join('\n');
  }

  /** The line of one act. */
  line(act: Act): string {
    const aside = this.#asides.get(act)?.() ?? '';
    const time = `${act.atMs} ms`.padStart(8);
    return `${time}  #${act.connection} ${act.type.padEnd(10)} ${detailsOf(act)}${aside && ` (${aside})`}`.trimEnd();
  }
}

function detailsOf(act: Act): string {
  switch (act.type) {
    case 'connect':
      return `${act.url.replace(/\?.*$/s, '')} ${show(act.params)}`;
    case 'join':
      return `${act.topic} ${show(act.params)}`;
    case 'leave':
      return act.topic;
    case 'push':
      return `${act.topic} ${act.event} ${show(act.payload)}`;
    case 'heartbeat':
      return '';
    case 'disconnect':
      return act.reason === '' ? `${act.code}` : `${act.code} ${show(act.reason)}`;
  }
}

const MAX_LENGTH = 500;

/** A value as a message shows it: as JSON if possible, cut after 500 characters. */
export function show(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (isBytes(item)) return `<${toUint8Array(item).length} bytes>`;
    return typeof item === 'bigint' ? `${item}` : item;
  });
  if (text === undefined) return String(value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
