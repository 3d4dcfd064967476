import { type ClientInput, type ClientRef, clientMachine, interpret } from 'xstate-phoenix';
import { createPool } from 'xstate-phoenix/pool';
import { nextTask } from '../support/task.ts';
import type { Act, NetworkAct, ServerAct, TimeAct, UserAct } from './acts.ts';
import { ProofClock } from './clock.ts';
import { limitsOf } from './limits.ts';
import { createNetwork, type Network } from './network.ts';
import { Server } from './server.ts';
import { User } from './user.ts';
import { Witness } from './witness.ts';

/** How a world differs from others. */
export interface WorldOptions {
  readonly input?: Partial<ClientInput>;
  /** Milliseconds a parcel takes. @defaultValue for ever: parcels are carried by hand, by `up` and `down` */
  readonly latencyMs?: (direction: 'up' | 'down') => number;
  /** Whether lines end within the client's `close`. @defaultValue false: the server answers it */
  readonly closesAtOnce?: boolean;
  readonly maxChannels?: number;
  /** Whether a pool with one connection stands in for the client. @defaultValue false */
  readonly isPool?: boolean;
  /** Whether the client goes by the clocks of the platform, which do not all go on while the machine sleeps. @defaultValue false */
  readonly isOnPlatformTime?: boolean;
}

/** A client, its user, a server, and the network between them, under one clock; and a witness of it all. */
export class World {
  readonly clock = new ProofClock();
  readonly witness: Witness;
  readonly client: ClientRef;
  readonly server: Server;
  readonly network: Network;
  readonly user: User;
  #reach: Extract<NetworkAct, { act: 'network' }>['is'] = 'hanging';
  #undo = () => {};

  constructor(options: WorldOptions = {}) {
    const { input, latencyMs = () => Infinity, closesAtOnce = false, maxChannels = 100_000 } = options;
    const { clock } = this;
    if (options.isOnPlatformTime) this.#undo = clock.standIn();
    this.witness = new Witness(limitsOf(input ?? {}, () => this.clock.now()));
    this.server = new Server(maxChannels, this.clock);
    this.network = createNetwork({
      phoenix: this.server.phoenix,
      watch: this.witness,
      closesAtOnce,
      arrivesAt: (direction) => this.clock.now() + latencyMs(direction),
    });
    const { transport } = this.network;
    const about = {
      clock: options.isOnPlatformTime
        ? {
            setTimeout: (fire: () => void, ms: number) => clock.setTimeout(fire, ms),
            clearTimeout: (id: number) => clock.clearTimeout(id),
          }
        : clock,
      input: { url: 'ws://server.test/socket', transport, jitter: 0, ...input },
    };
    this.client = options.isPool
      ? createPool({ ...about.input, connections: 1, maxTopics: maxChannels }, about)
      : interpret(clientMachine, about);
    this.client.on('listener.failed', () => {});
    this.witness.watch(this.client, input?.autoConnect ?? true);
    this.user = new User(this.client, this.witness, () => this.clock.now());
    this.client.start();
  }

  /** Gives back what was taken of the platform. */
  end(): void {
    this.#undo();
  }

  /** What attempts get. */
  get reach(): Extract<NetworkAct, { act: 'network' }>['is'] {
    return this.#reach;
  }

  /** Lets something happen, and all that follows from it at once. Answers whether it could. */
  async perform(act: Act): Promise<boolean> {
    const happened = await this.#perform(act);
    if (happened) await this.rest();
    return happened;
  }

  /** Lets time pass, and everything arrive at once that is on its way, whatever the latency. */
  async flow(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    do {
      await this.#carryAll();
    } while (await this.#timer(end));
    this.clock.increment(Math.max(0, end - this.clock.now()));
    await this.rest();
  }

  /** Lets promises that are settled tell it. */
  async turns(): Promise<void> {
    for (let turn = 0; turn < 12; turn += 1) await null;
  }

  /** Lets everybody hear what there is to hear, and looks whether all is as it has to be. */
  async rest(): Promise<void> {
    await this.turns();
    if (this.#decideAttempts()) await this.turns();
    while (this.#holdsFrames()) {
      await nextTask();
      await this.turns();
    }
    // Timers that are late, because the machine slept, have not been heard yet.
    this.witness.checkAtRest(Math.min(this.clock.now(), this.clock.nextDueAt));
  }

  #perform(act: Act): boolean | Promise<boolean> {
    switch (act.act) {
      case 'tick':
      case 'elapse':
      case 'sleep':
        return this.#passes(act);
      case 'network':
      case 'up':
      case 'down':
      case 'burst':
      case 'cut':
      case 'freeze':
      case 'garbage':
      case 'late':
      case 'again':
        return this.#happensOnTheWay(act);
      case 'joins':
      case 'answer':
      case 'reply':
      case 'message':
      case 'broadcast':
      case 'crash':
      case 'stop':
      case 'close':
        return this.#happensAtTheServer(act);
      default:
        return this.user.does(act satisfies UserAct);
    }
  }

  #happensAtTheServer(act: ServerAct): boolean {
    switch (act.act) {
      case 'joins':
        if (this.server.joins === act.get) return false;
        this.server.joins = act.get;
        return true;
      case 'answer':
        return this.server.answer(act.status);
      case 'reply':
        return this.server.reply();
      case 'close':
        if (this.network.line?.phase !== 'open') return false;
        this.network.line.close(act.code);
        return true;
      default:
        return this.server.act(act.act, act.topic);
    }
  }

  #happensOnTheWay(act: NetworkAct): boolean {
    if (act.act === 'network') {
      if (this.#reach === act.is) return false;
      this.#reach = act.is;
      this.#decideAttempts();
      return true;
    }
    if (act.act === 'late') return this.#arrivesLate();
    const { line } = this.network;
    if (!line || line.phase === 'dialing') return false;
    switch (act.act) {
      case 'up':
        if (line.isFrozen || line.up.length === 0) return false;
        line.carryUp();
        return true;
      case 'down':
        if (line.isFrozen || line.down.length === 0) return false;
        line.carryDown();
        return true;
      case 'burst':
        if (line.isFrozen) return false;
        line.carryAllUp();
        this.server.act('message', act.topic);
        line.carryAllDown();
        if (act.and === 'cut') line.cut();
        return true;
      case 'cut':
        line.cut();
        return true;
      case 'freeze':
        if (line.isFrozen || line.phase !== 'open') return false;
        line.isFrozen = true;
        return true;
      case 'garbage':
        line.deliverGarbage('{"this is":"no frame"}');
        this.witness.heard();
        return line.phase === 'open';
      case 'again': {
        const frame = this.network.delivered.at(-act.back);
        if (frame === undefined || line.phase !== 'open') return false;
        line.deliver(frame);
        this.witness.heard();
        return true;
      }
    }
  }

  #arrivesLate(): boolean {
    const { line: newest, lines } = this.network;
    const old = lines.find(({ isFrozen, up, down }) => !isFrozen && up.length + down.length > 0);
    if (!old || old === newest) return false;
    if (old.down.length > 0) old.carryDown();
    else old.carryUp();
    return true;
  }

  /** Whether frames wait for the next task, since somebody awaited the one before them. */
  #holdsFrames(): boolean {
    const { status, context } = this.client.getSnapshot();
    return status === 'active' && context.connection.inbox.isHeld;
  }

  async #passes(act: TimeAct): Promise<boolean> {
    const { clock } = this;
    if (act.act === 'sleep') {
      clock.sleep(act.ms);
      this.witness.slept();
      return true;
    }
    if (act.act === 'tick') return clock.step(Number.POSITIVE_INFINITY);
    const end = clock.now() + act.ms;
    while (await this.#next(end));
    clock.increment(Math.max(0, end - clock.now()));
    return true;
  }

  /** The next thing that is due, whether a timer or a parcel. */
  async #next(end: number): Promise<boolean> {
    const { clock, network } = this;
    const arrivalAt = network.nextArrivalAt;
    if (Math.min(arrivalAt, clock.nextDueAt) > end) return false;
    if (arrivalAt > clock.nextDueAt) clock.step(end);
    else {
      clock.pass(Math.max(0, arrivalAt - clock.now()));
      network.arrive();
    }
    await this.rest();
    return true;
  }

  async #timer(end: number): Promise<boolean> {
    if (!this.clock.step(end)) return false;
    await this.rest();
    return true;
  }

  async #carryAll(): Promise<void> {
    for (;;) {
      const line = this.network.lines.find(({ isFrozen, up, down }) => !isFrozen && up.length + down.length > 0);
      if (!line) return;
      if (line.up.length > 0) line.carryUp();
      else line.carryDown();
      await this.rest();
    }
  }

  /** Whether there was any. */
  #decideAttempts(): boolean {
    const { line } = this.network;
    if (this.#reach === 'hanging' || line?.phase !== 'dialing') return false;
    if (this.#reach === 'up') line.accept();
    else line.fail(typeof this.#reach === 'number' ? this.#reach : undefined);
    return true;
  }
}
