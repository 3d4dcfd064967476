import { type ChannelRef, type ClientRef, type Frame, onFrame } from 'xstate-phoenix';
import { Attendance } from './attendance.ts';
import { IdleWitness } from './idle.witness.ts';
import type { Limits } from './limits.ts';
import type { Line, LineWatch } from './line.ts';
import { MessageWitness } from './message.witness.ts';
import { Pace } from './pace.ts';
import { PageWitness, type Sign } from './page.witness.ts';
import { PushWitness } from './push.witness.ts';
import { TopicWitness } from './topic.witness.ts';
import { TurnsWitness } from './turns.witness.ts';
import { type Blame, type Invariant, Violation } from './violation.ts';

/**
 * Watches a client from outside: what its user asks for and hears, and what goes over the wire. It reports the
 * invariants that did not hold. Of the client itself it reads only the public snapshots.
 */
export class Witness implements LineWatch {
  /** The violations so far. */
  readonly violations: Violation[] = [];
  readonly pushes: PushWitness;
  readonly messages: MessageWitness;
  readonly attendance: Attendance;
  /** Whether the user wants a connection. */
  wantsConnection = false;
  /** Counts what the user did, so that it can be seen whether a listener did something. */
  deeds = 0;
  readonly #topics = new Map<string, TopicWitness>();
  readonly #listeners = new Map<ChannelRef, Map<string, string>>();
  readonly #blame: Blame = (invariant, message) => void this.violations.push(new Violation(invariant, message));
  readonly #limits: Limits;
  readonly #pace: Pace;
  readonly #turns: TurnsWitness;
  readonly #page: PageWitness;
  readonly #idle: IdleWitness;
  /** What arrived while the client kept it for the next task. */
  readonly #kept: Kept[] = [];
  #isArriving = false;
  #finish: (isAlone?: boolean) => void = () => {};
  readonly #refs = new Set<string>();
  #client: ClientRef | null = null;
  #line: Line | null = null;
  #dialedAt = 0;
  /** The line that the page has let go of. */
  #leftLine: Line | null = null;
  #silentSince: number | null = null;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#turns = new TurnsWitness(limits, this.#blame);
    this.#pace = new Pace(limits.dials, (message) => this.#blame('I11', `a connection ${message}`));
    this.pushes = new PushWitness(this.#blame);
    this.messages = new MessageWitness(this.#blame);
    this.attendance = new Attendance(this.#blame);
    this.#page = new PageWitness(this.#blame);
    this.#idle = new IdleWitness(limits.idleMs, this.#blame);
  }

  /** The client that is looked at, before it is started. */
  watch(client: ClientRef, connectsAtOnce: boolean): void {
    this.#client = client;
    this.wantsConnection = connectsAtOnce;
    onFrame(client, ({ direction, frame }) => direction === 'in' && this.#handles(frame));
    this.#watchEnds(client);
  }

  /** The client was stopped, and is started again: what listened by XState's own `on` has to listen anew. */
  restarted(): void {
    if (this.#client) this.#watchEnds(this.#client);
    for (const [topic, { room }] of this.#topics) if (room) this.#watchRoom(topic, room);
  }

  #watchEnds(client: ClientRef): void {
    client.on('connect.failed', ({ willRetry, httpStatus }) => {
      if (!willRetry) this.#givesUp(httpStatus === 401 || httpStatus === 403);
    });
    client.on('connection.lost', ({ willRetry }) => {
      if (!willRetry) this.#givesUp(false);
    });
    client.on('disconnected', () => {
      if (client.getSnapshot().context.reason === 'idle') this.#idle.ends(this.isUnused, this.#limits.now());
    });
  }

  /** Whether no topic is wanted. */
  get isUnused(): boolean {
    return [...this.#topics.values()].every(({ wanted }) => !wanted);
  }

  blame(invariant: Invariant, message: string): void {
    this.#blame(invariant, message);
  }

  topic(topic: string): TopicWitness {
    const known = this.#topics.get(topic) ?? new TopicWitness(topic, this.#limits, this.#blame);
    this.#topics.set(topic, known);
    return known;
  }

  get topics(): ReadonlyMap<string, TopicWitness> {
    return this.#topics;
  }

  /** The channel of a topic is another one from now on. */
  adopt(topic: string, room: ChannelRef): void {
    const watched = this.topic(topic);
    if (watched.room === room) return;
    watched.room = room;
    this.#listeners.set(room, new Map());
    this.#watchRoom(topic, room);
  }

  #watchRoom(topic: string, room: ChannelRef): void {
    const watched = this.topic(topic);
    const ends = (willRetry: boolean, isHopeless: boolean) => {
      if (willRetry || watched.room !== room) return;
      if (!isHopeless) this.#blame('I7', `"${topic}" was given up, and nothing says that trying again is hopeless`);
      watched.wanted = false;
    };
    room.on('closed', ({ willRetry }) => ends(willRetry, true));
    room.on('crashed', ({ willRetry }) => ends(willRetry, false));
    room.on('join.failed', ({ willRetry, error }) => ends(willRetry, isHopeless(error.response)));
  }

  /** Somebody listens to an event of a channel, `*` for all, under a name. */
  listens(room: ChannelRef, name: string, event: string): void {
    this.#listeners.get(room)?.set(name, event);
  }

  listensNoMore(room: ChannelRef, name: string): void {
    this.#listeners.get(room)?.delete(name);
  }

  /** The user, or the page, has asked for a connection now. */
  hurries(): void {
    this.#pace.hurries();
  }

  /** The page has said something. Answers whether it is a reason to dial at once. */
  pageSays(by: Sign): boolean {
    if (by === 'page.suspended') this.#leftLine = this.#line;
    return this.#page.says(by);
  }

  dialed(line: Line): void {
    this.#catchUp();
    if (!this.#pace.isHurried) this.#page.dials(this.#limits.now());
    this.#pace.asks();
    if (this.#line && this.#line.phase !== 'over' && this.#line.phase !== 'closing')
      this.#blame('I1', `attempt ${line.number} was dialed while ${this.#line.number} was there`);
    this.#begin(line);
  }

  opens(line: Line, open: () => void): void {
    const { deeds } = this;
    const wanted = [...this.#topics].filter(([, { wanted }]) => wanted);
    this.#pace.lives();
    open();
    if (this.deeds !== deeds || this.#line !== line || line.phase !== 'open') return;
    this.#turns.checkOpening(wanted);
    for (const [topic, { joins, wanted: isWanted }] of this.#topics)
      if (joins > 0 && !isWanted)
        this.#blame('I2', `"${topic}" is not wanted, and a join was written when the line opened`);
  }

  wrote(line: Line, frame: Frame): void {
    const [, ref, topic, event, payload] = frame;
    if (line !== this.#line) this.#blame('I1', `"${event}" was written to an abandoned line`);
    if (ref !== null) this.#drawn(ref);
    if (topic === 'phoenix') return;
    if (event !== 'phx_join' && event !== 'phx_leave') this.pushes.wrote((payload as { n: number }).n, frame);
    if (event === 'phx_leave' && this.topic(topic).isPatient) this.#turns.givesUp(topic, frame[0], this.#limits.now());
    this.topic(topic).wrote(frame);
  }

  delivers(line: Line, frame: Frame, deliver: () => void): void {
    if (this.#isKeeping()) {
      this.#kept.push({ line, frame });
      deliver();
      return;
    }
    const finish = this.#begins(line, frame, line.phase === 'open');
    this.#isArriving = true;
    deliver();
    this.#isArriving = false;
    finish();
  }

  /** The client deals with a frame: one that arrives, or one that it has kept. */
  #handles(frame: Frame): void {
    this.attendance.handles(frame);
    if (this.#isArriving) return;
    this.#finish();
    const kept = this.#kept.shift();
    this.#finish = kept?.frame ? this.#begins(kept.line, kept.frame, true) : () => {};
  }

  /** What was kept is dealt with, or will never be. */
  #catchUp(): void {
    // The end of its line may be dealt with already, and then it is no frame that has changed something.
    this.#finish(this.#kept[0]?.frame !== null);
    this.#finish = () => {};
    for (const { line, frame } of this.#kept.splice(0)) if (!frame) this.#forget(line);
  }

  #isKeeping(): boolean {
    const snapshot = this.#client?.getSnapshot();
    return snapshot?.status === 'active' && snapshot.context.connection.inbox.isHeld;
  }

  /** A frame is dealt with from now on, which arrived while its line was open or later. Answers its end. */
  #begins(line: Line, frame: Frame, isOpen: boolean): (isAlone?: boolean) => void {
    const topic = this.#topics.get(frame[2]);
    const isLate = line !== this.#line || !isOpen || !this.#isConnected() || topic?.isStale(frame);
    if (isLate) return this.#changesNothing(frame, topic?.room);
    const isMessage = !frame[3].startsWith('phx_');
    const listeners = isMessage && topic?.takes(frame) ? this.#listenersOf(topic.room, frame[3]) : [];
    topic?.hears(frame, this.pushes);
    return this.messages.begin(frame, listeners);
  }

  /** No ref is written twice, on whatever line, so that no late answer can be taken for that of another question. */
  #drawn(ref: string): void {
    if (this.#refs.has(ref)) this.#blame('I3', `ref ${ref} was written twice`);
    this.#refs.add(ref);
  }

  givenUp(line: Line): void {
    this.#catchUp();
    this.#forget(line);
  }

  ended(line: Line): boolean {
    // The client hears of it behind what it has kept.
    const isKept = this.#isKeeping() && line === this.#line;
    if (isKept) this.#kept.push({ line, frame: null });
    else this.#forget(line);
    return isKept;
  }

  /** Call it only when no event is being handled, and no promise is about to call back. */
  checkAtRest(now: number): void {
    const client = this.#client;
    if (!client) return;
    this.#catchUp();
    this.attendance.check();
    this.#pace.rests();
    const { status } = client.getSnapshot();
    if (status !== 'active') this.#blame('I10', `the client is ${status}`);
    const isConnected = this.#isConnected();
    const line = this.#line;
    const isAlive = line !== null && (line.phase === 'dialing' || line.phase === 'open');
    if (isConnected !== (isAlive && line.phase === 'open') && !client.getSnapshot().matches('disconnecting'))
      this.#blame(
        'I1',
        `the chart says ${isConnected ? '' : 'not '}connected, and the line is ${line?.phase ?? 'not there'}`,
      );
    if (isAlive && !this.wantsConnection && !client.getSnapshot().matches('disconnecting'))
      this.#blame('I8', `attempt ${line.number} is ${line.phase}, and no connection is wanted`);
    if (isAlive && this.#page.isSuspended && line === this.#leftLine && !client.getSnapshot().matches('disconnecting'))
      this.#blame('I14', `line ${line.number} is ${line.phase}, and the page has let go of it`);
    this.#idle.checkAtRest({ isConnected, isUnused: this.isUnused, deeds: this.deeds }, this.#limits.now(), now);
    for (const topic of this.#topics.values()) topic.checkAtRest(isConnected, now);
    this.#turns.checkAtRest(this.#topics.values(), isConnected, now);
    this.pushes.checkAtRest(now, (topic, joinRef) => this.topic(topic).isJoined(joinRef));
    if (isAlive && !client.getSnapshot().matches('disconnecting')) this.#checkPatience(line, now);
  }

  /** Its own state, to compare worlds. */
  told(): {
    readonly wantsConnection: boolean;
    readonly silentSince: number | null;
    readonly unusedSince: number | null;
  } {
    const { unusedSince } = this.#idle;
    return { wantsConnection: this.wantsConnection, silentSince: this.#silentSince, unusedSince };
  }

  /** The machine slept: timers that were due meanwhile begin to be heard of, and what they set begins now. */
  slept(): void {
    this.#silentSince = null;
  }

  /** Something has come through a line, which may lead nowhere otherwise. */
  heard(): void {
    if (this.#silentSince !== null && this.#limits.isAliveByAnyFrame) this.#silentSince = this.#limits.now();
  }

  /** Whether a line that leads nowhere is given up in time. */
  #checkPatience(line: Line, now: number): void {
    const { connectMs, silenceMs } = this.#limits;
    if (line.isFrozen) this.#silentSince ??= this.#limits.now();
    if (line.phase === 'dialing' && now > this.#dialedAt + connectMs)
      this.#blame('I7', `attempt ${line.number}, dialed at ${this.#dialedAt}, is not given up at ${now}`);
    if (this.#silentSince !== null && now > this.#silentSince + silenceMs)
      this.#blame('I7', `line ${line.number}, silent since ${this.#silentSince}, is not given up at ${now}`);
  }

  #begin(line: Line): void {
    this.#line = line;
    this.#dialedAt = this.#limits.now();
    this.#silentSince = null;
    this.#turns.forget();
    for (const topic of this.#topics.values()) topic.forget();
  }

  #forget(line: Line): void {
    if (line !== this.#line) return;
    this.#pace.ends();
    this.#page.ends(this.#limits.now());
    this.#line = null;
    this.#turns.forget();
    for (const topic of this.#topics.values()) topic.forget();
  }

  #isConnected(): boolean {
    return this.#client?.getSnapshot().hasTag('connected') === true;
  }

  #listenersOf(room: ChannelRef | null, event: string): readonly string[] {
    if (!room) return [];
    return [...(this.#listeners.get(room) ?? [])].flatMap(([name, heard]) =>
      heard === '*' || heard === event ? [name] : [],
    );
  }

  #changesNothing(frame: Frame, room: ChannelRef | null | undefined): (isAlone?: boolean) => void {
    const { deeds } = this;
    const before = told(room);
    const end = this.messages.begin(frame, []);
    return (isAlone = true) => {
      end();
      const after = told(room);
      if (before !== after && isAlone && this.deeds === deeds)
        this.#blame('I3', `a late ${JSON.stringify(frame.slice(0, 4))} changed its channel from ${before} to ${after}`);
    };
  }

  #givesUp(isHopeless: boolean): void {
    if (!isHopeless && this.#limits.attempts === Number.POSITIVE_INFINITY)
      this.#blame('I7', 'the client gave up, and nothing says that trying again is hopeless');
    this.wantsConnection = false;
  }
}

/** A frame that waits for the next task, or the end of its line. */
interface Kept {
  readonly line: Line;
  readonly frame: Frame | null;
}

/** What a channel says of itself. */
function told(room: ChannelRef | null | undefined): string {
  if (!room) return 'nothing';
  const { value, status, context } = room.getSnapshot();
  const { attempt, retryAt, joinRef, leaveRef, joins, reason } = context;
  return JSON.stringify({ value, status, attempt, retryAt, joinRef, leaveRef, joins, reason: reason?.code });
}

/** Reasons of a refused join after which the client does not try again. */
function isHopeless(response: unknown): boolean {
  if (typeof response !== 'object' || response === null || !('reason' in response)) return false;
  return ['unmatched topic', 'unauthorized', 'forbidden'].some((reason) => reason === response.reason);
}
