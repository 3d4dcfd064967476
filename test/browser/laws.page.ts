import { longPoll } from '../../src/longpoll/longpoll.ts';
import { websocket } from '../../src/transport/websocket.ts';
import { dialBy } from '../transport/dial.ts';
import type { Attempt, Heard, Plan, Step, World } from '../transport/world.ts';

const attempts: Attempt[] = [];
/** What the page can dial by. Polls take the cookies along, though the server is of another origin. */
const dials = { websocket: dialBy(websocket()), longPoll: dialBy(longPoll({ credentials: 'include' })) };

/** Dials from inside the page. Returns the number of the attempt. */
export async function dial(by: keyof typeof dials, request: Parameters<World['dial']>[0], plan: Plan): Promise<number> {
  return attempts.push(await dials[by](request, plan)) - 1;
}

export async function perform(index: number, steps: readonly Step[]): Promise<void> {
  await attempts[index]?.perform(...steps);
}

/** What was heard, in a form that a page can hand out: bytes as a tagged `Uint8Array`. */
export async function until(index: number, type: Heard['type'], count: number) {
  const heard = (await attempts[index]?.until(type, count)) ?? [];
  return heard.map((item) => (item.type === 'received' ? { type: item.type, ...packed(item.data) } : item));
}

function packed(data: unknown) {
  if (typeof data === 'string') return { kind: 'text' as const, text: data };
  if (data instanceof ArrayBuffer) return { kind: 'ArrayBuffer' as const, bytes: new Uint8Array(data) };
  throw new TypeError(`The sink was given a ${Object.prototype.toString.call(data)}.`);
}
