import type { Hub } from './hub.ts';
import type { Tap } from './tap.ts';
import type { ChartId } from './wire.types.ts';

/** The way from a page to an actor. */
export interface Control {
  readonly isAllowed: boolean;
  /** Gives an event to an actor. @returns Null, or why it was refused, for people. */
  send(n: number, event: unknown): string | null;
}

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const anything: Check = () => true;
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const absent: Check = (value) => value === undefined;
const or =
  (one: Check, other: Check): Check =>
  (value) =>
    one(value) || other(value);

const push: Fields = { event: isText, payload: anything, id: or(absent, isText) };
const join: Fields = { params: anything };

/** The commands that are plain data. Facts are not for people to make up, and `xstate.*` would stop an actor. */
const commands: Readonly<Record<ChartId, Readonly<Record<string, Fields>>>> = {
  client: {
    'client.connect': {},
    'client.disconnect': { code: or(absent, isNumber), reason: or(absent, isText) },
    'client.reconnect': {},
    'channel.join': { topic: isText, ...join },
    'channel.leave': { topic: isText },
    'channel.push': { topic: isText, ...push },
    'channel.cast': { topic: isText, event: isText, payload: anything },
  },
  channel: {
    'channel.join': join,
    'channel.rejoin': join,
    'channel.leave': { timeoutMs: or(absent, isNumber) },
    'channel.push': push,
    'channel.cast': { event: isText, payload: anything },
  },
};

export function createControl(hub: Hub, tap: Tap, isAllowed: boolean): Control {
  return {
    isAllowed,
    send(n, event) {
      if (!isAllowed) return 'Events can not be sent: the inspector was started without control.';
      const actor = hub.actor(n);
      const ref = actor && tap.refOf(actor.sessionId);
      if (!actor || !ref) return 'This actor has ended.';
      if (actor.chart === null) return 'Events can be sent to the client and to topics only.';
      const command = commandOf(actor.chart, event);
      if (typeof command === 'string') return command;
      try {
        ref.send(command);
        return null;
      } catch {
        return `The actor threw at ${command.type}.`;
      }
    },
  };
}

/** A command with the fields it has and no others, or why it is none. */
function commandOf(chart: ChartId, event: unknown): { readonly type: string } | string {
  const { type, ...given }: Record<string, unknown> = Object(event);
  const known = commands[chart];
  const fields = typeof type === 'string' && Object.hasOwn(known, type) ? known[type] : undefined;
  if (typeof type !== 'string' || fields === undefined)
    return `Only commands can be sent: ${Object.keys(known).join(', ')}.`;
  const wrong = Object.keys(fields).filter((field) => !fields[field]?.(given[field]));
  if (wrong.length > 0) return `${type} needs ${wrong.join(' and ')}, or has something else there.`;
  const unknown = Object.keys(given).filter((field) => !Object.hasOwn(fields, field));
  if (unknown.length > 0) return `${type} has no ${unknown.join(' and no ')}.`;
  return { type, ...given };
}
