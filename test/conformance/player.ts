import {
  type ChannelRef,
  type ClientInput,
  disconnect,
  type Frame,
  join,
  leave,
  type Message,
  on,
  type PushError,
  ping,
  push,
  type Reply,
  rejoin,
} from 'xstate-phoenix';
import { createWorld, type Socket, type World } from '../support/world.ts';
import { dataOf, type Line } from '../testing/transcript.ts';
import { readClientFrame, readServerFrame, writeServerFrame } from './wire.ts';

/** What became of a recorded push: the reply, or the code of its error. */
export type PushEnd = { readonly status: string; readonly response: unknown } | { readonly code: string };

/** What a client wrote, and what is said to it. */
export type Wire = Pick<Socket, 'written' | 'raw'>;

/** Plays one recorded client through the library, against the recorded answers of the server. */
export class Player {
  readonly world: World;
  readonly rooms = new Map<string, ChannelRef>();
  /** What the library told its user. */
  readonly heard = { messages: [] as Message[], pushes: {} as Record<string, PushEnd>, joins: [] as unknown[] };
  /** What it had to tell, by what the server said. */
  readonly said = { messages: [] as Message[], pushes: {} as Record<string, PushEnd>, joins: [] as unknown[] };
  /** Recorded frames that no user of the library can make it write, and why. */
  readonly undriven: string[] = [];
  readonly #vsn: string;
  /** Recorded refs of pushes without an answer yet, and their topics. */
  readonly #open = new Map<string, string>();
  readonly #joins = new Set<string>();
  /** The recorded client chose refs of its own; these are ours for them. */
  readonly #refs = new Map<string, string>();

  readonly #wire: Wire | undefined;

  /** @param wire - That of the transport in `input`. @defaultValue the socket of the world */
  constructor(input: Partial<ClientInput>, vsn: string, wire?: Wire) {
    this.world = createWorld(input);
    this.#vsn = vsn;
    this.#wire = wire;
  }

  get wire(): Wire {
    return this.#wire ?? this.world.socket;
  }

  /** Does what makes the library write this frame, and holds what it wrote against the recording. */
  drive(line: Line): void {
    const frame = readClientFrame(dataOf(line), this.#vsn, line.opcode === 'text');
    const reason = frame === null ? 'it is no frame' : this.#obstacle(frame);
    if (frame === null || reason !== undefined) {
      this.undriven.push(`${reason}`);
      return;
    }
    const { wire } = this;
    const before = wire.written.length;
    this.#act(frame);
    const written = wire.written.slice(before).map((data) => readClientFrame(data, this.#vsn, false));
    const [joinRef, ref, topic, event, payload] = frame;
    const ours = written[0];
    if (written.length !== 1 || !ours) throw new Error(`${event}: ${written.length} frames were written, not one.`);
    if (ref !== null && ours[1] !== null) this.#refs.set(ref, ours[1]);
    expectFrame(ours, [this.#ours(joinRef), this.#ours(ref), topic, event, payload], this.#vsn);
  }

  /** Lets the server say what it said, and notes what the user must hear of it. */
  hear(line: Line): void {
    this.#note(readServerFrame(dataOf(line), this.#vsn));
    this.wire.raw(writeServerFrame(dataOf(line), this.#vsn, (ref) => this.#ours(ref)));
  }

  #note([joinRef, ref, topic, event, payload]: Frame): void {
    const snapshot = this.rooms.get(topic)?.getSnapshot();
    const live = joinRef === null || this.#ours(joinRef) === snapshot?.context.joinRef;
    if (event === 'phx_reply') this.#noteReply(String(ref), payload as Reply);
    else if (!live) return;
    else if (event === 'phx_error') this.end('channel_crashed', topic);
    else if (event === 'phx_close') this.end('channel_closed', topic);
    else if (snapshot?.value === 'joined')
      this.said.messages.push({ topic, event, payload, joinRef: this.#ours(joinRef) });
  }

  #noteReply(ref: string, { status, response }: Reply): void {
    if (this.#joins.delete(ref)) this.said.joins.push(response);
    if (this.#open.delete(ref)) this.said.pushes[ref] = { status, response };
  }

  /** Nothing will answer the open pushes any more. */
  end(code: string, ended?: string): void {
    for (const [ref, topic] of this.#open)
      if (ended === undefined || ended === topic) {
        this.#open.delete(ref);
        this.said.pushes[ref] = { code };
      }
  }

  #ours(ref: string | null): string | null {
    return ref === null ? null : (this.#refs.get(ref) ?? `recorded ${ref}`);
  }

  #obstacle([joinRef, , topic, event, payload]: Frame): string | undefined {
    if (topic === 'phoenix')
      return joinRef === null && Object.keys(payload as object).length === 0 ? undefined : 'a heartbeat holds nothing';
    const joined = this.rooms.get(topic)?.getSnapshot();
    if (this.#vsn !== '1.0.0' && joinRef === null) return 'frames of a topic always have a join_ref';
    if (event === 'phx_join') return undefined;
    if (joined?.value !== 'joined') return 'the topic is not joined, so a push waits and a leave has nothing to leave';
    if (this.#vsn !== '1.0.0' && this.#ours(joinRef) !== joined.context.joinRef) return 'its join_ref is an old one';
    return payload === null ? 'a null payload becomes {}' : undefined;
  }

  #act([, ref, topic, event, payload]: Frame): void {
    const room = this.rooms.get(topic);
    if (event === 'heartbeat') ping(this.world.client).catch(() => {});
    else if (event === 'phx_join') this.#join(String(ref), topic, payload, room);
    else if (room && event === 'phx_leave') {
      this.end('left', topic);
      leave(room);
    } else if (room) this.#push(room, String(ref), event, payload);
  }

  #join(ref: string, topic: string, params: unknown, present: ChannelRef | undefined): void {
    this.#joins.add(ref);
    this.end('channel_closed', topic);
    if (present?.getSnapshot().status === 'active') {
      rejoin(present, { params });
      return;
    }
    const room = join(this.world.client, topic, { params });
    this.rooms.set(topic, room);
    room.on('joined', ({ response }) => this.heard.joins.push(response));
    room.on('join.failed', ({ error }) => this.heard.joins.push(error.response));
    on(room, '*', (_, message) => this.heard.messages.push(message));
  }

  #push(room: ChannelRef, ref: string, event: string, payload: unknown): void {
    this.#open.set(ref, room.getSnapshot().context.topic);
    push(room, event, payload).then(
      (response) => {
        this.heard.pushes[ref] = { status: 'ok', response };
      },
      ({ code, status, response }: PushError) => {
        this.heard.pushes[ref] = code === 'refused' ? { status: String(status), response } : { code };
      },
    );
  }

  /** The recorded client closes. */
  async close(code: number | undefined): Promise<void> {
    this.end('disconnected');
    const gone = disconnect(this.world.client, code === undefined ? {} : { code });
    this.world.socket.close(code ?? 1000);
    await gone;
  }
}

function expectFrame(ours: Frame, recorded: Frame, vsn: string): void {
  // The recorded client of version 1 left out the join_ref, which is optional there.
  const comparable = (frame: Frame) => JSON.stringify(vsn === '1.0.0' ? frame.slice(1) : frame, bytesAsNumbers);
  if (comparable(ours) !== comparable(recorded))
    throw new Error(`The client wrote ${comparable(ours)}, the recorded one ${comparable(recorded)}.`);
}

function bytesAsNumbers(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? [...value] : value;
}
