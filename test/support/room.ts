import {
  type ChannelEmitted,
  type ChannelRef,
  type ClientEmitted,
  type ClientInput,
  type ClientRef,
  type JoinOptions,
  join,
} from 'xstate-phoenix';
import type { TestClock } from 'xstate-phoenix/testing';
import { createWorld, type Socket, type World } from './world.ts';

export const TOPIC = 'room:lobby';

/** One topic before a server that the test plays by hand. */
export interface Room {
  readonly world: World;
  readonly client: ClientRef;
  readonly clock: TestClock;
  readonly socket: Socket;
  readonly room: ChannelRef;
  /** All that the room emitted. */
  readonly heard: ChannelEmitted[];
  /** All that the client emitted. */
  readonly said: ClientEmitted[];
}

/** A topic without a connection: the socket is dialed, and not open. */
export function offlineRoom(input: Partial<ClientInput> = {}, options: JoinOptions = {}): Room {
  const world = createWorld(input);
  const said = hear<ClientEmitted>(world.client);
  const room = join(world.client, TOPIC, options);
  return { world, client: world.client, clock: world.clock, socket: world.socket, room, heard: hear(room), said };
}

/** A topic whose join is written, where its params are at hand. */
export function joiningRoom(input: Partial<ClientInput> = {}, options: JoinOptions = {}): Room {
  const made = offlineRoom(input, options);
  made.socket.open();
  return made;
}

/** A joined topic. */
export function joinedRoom(input: Partial<ClientInput> = {}, options: JoinOptions = {}): Room {
  const made = joiningRoom(input, options);
  accept(made.socket);
  made.heard.length = 0;
  return made;
}

/** The server says yes to the last join. */
export function accept(socket: Socket, response: unknown = {}): void {
  socket.reply(socket.last('phx_join'), 'ok', response);
}

/** The server says no to the last join. */
export function refuse(socket: Socket, response: unknown = { reason: 'nope' }): void {
  socket.reply(socket.last('phx_join'), 'error', response);
}

/** The channel of the last join crashes. */
export function crash(socket: Socket, payload: unknown = { reason: 'channel_crash' }): void {
  const [joinRef, , topic] = socket.last('phx_join');
  socket.say(joinRef, joinRef, topic, 'phx_error', payload);
}

/** The server ends the channel of the last join, or of the join given. */
export function end(socket: Socket, [joinRef, , topic] = socket.last('phx_join')): void {
  socket.say(joinRef, joinRef, topic, 'phx_close', {});
}

/** The connection breaks. */
export function drop({ world }: Pick<Room, 'world'>): void {
  world.socket.close(1006);
}

/** The connection breaks, and there is a new one. */
export function reconnected({ world }: Pick<Room, 'world'>): Socket {
  world.socket.close(1006);
  world.clock.increment(10);
  return world.open();
}

/** All that an actor emits from now on. */
export function hear<E>(actor: { on(type: '*', listener: (event: E) => void): unknown }): E[] {
  const heard: E[] = [];
  actor.on('*', (event) => heard.push(event));
  return heard;
}

/** What was emitted under one name. */
export function of<E extends { type: string }, T extends E['type']>(
  heard: readonly E[],
  type: T,
): Extract<E, { type: T }>[] {
  return heard.filter((event): event is Extract<E, { type: T }> => event.type === type);
}

/** How a promise has ended so far, without waiting for it. */
export async function outcome<T>(promise: Promise<T>): Promise<{ value: T } | { error: unknown } | 'pending'> {
  const settled = promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  return Promise.race([settled, turns().then(() => 'pending' as const)]);
}

/** Lets all promises that are settled tell it. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await null;
}

/** Counts the timers of a clock that are running. */
export function countTimers(clock: TestClock): () => number {
  const running = new Set<number>();
  const { setTimeout, clearTimeout } = clock;
  clock.setTimeout = (fn, ms) => {
    const id = setTimeout.call(
      clock,
      () => {
        running.delete(id);
        fn();
      },
      ms,
    );
    running.add(id);
    return id;
  };
  clock.clearTimeout = (id) => {
    running.delete(id);
    clearTimeout.call(clock, id);
  };
  return () => running.size;
}

/** A promise and the way to settle it. */
export function deferred<T = object>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
