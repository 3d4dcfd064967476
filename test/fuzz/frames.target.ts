import { inspect } from 'node:util';
import { type Random, random } from '../proof/random.ts';
import { checkCodecs } from './codec.ts';
import { drawMessage } from './frames.ts';
import { conclude, receiveAndCheck, unreadableAndCheck } from './live.check.ts';
import { LiveWorld, roles } from './live.world.ts';
import { parse } from './reference.ts';
import { shorter, shorterData } from './shrink.ts';
import { assure, type Target } from './target.ts';

/** What happens to the world, by the seed of its own choices; or a message as it is. */
type Step = number | { readonly data: string | ArrayBuffer };

interface Frames {
  readonly seed: number;
  readonly steps: readonly Step[];
  /** The messages that the steps gave, as far as it came: what they are is not known before. */
  readonly given: unknown[];
}

/** Messages from outside, to every serializer, and to a live client with a topic in every state. */
export const frames: Target<Frames> = {
  name: 'frames',
  inputsPerCase: 500,

  draw: (choices, length) => ({
    seed: choices.int(2 ** 32),
    steps: Array.from({ length }, () => choices.int(2 ** 32)),
    given: [],
  }),

  run({ seed, steps, given }) {
    given.length = 0;
    const world = new LiveWorld(random(seed));
    for (const step of steps) take(world, step, given);
    conclude(world);
  },

  *smaller({ seed, steps, given }) {
    for (const fewer of shorter(steps)) if (fewer.length < steps.length) yield { seed, steps: fewer, given: [] };
    const last = steps.at(-1);
    const data = given.at(-1);
    const rest = steps.slice(0, -1);
    if (typeof data !== 'string' && !(data instanceof ArrayBuffer)) return;
    if (typeof last === 'number') yield { seed, steps: [...rest, { data }], given: [] };
    else for (const less of shorterData(data)) yield { seed, steps: [...rest, { data: less }], given: [] };
  },

  show: ({ given }) => given.map((data) => inspect(data, { maxStringLength: 500 })).join('\n'),
};

/** One input. What it gives is noted before it is judged. */
function take(world: LiveWorld, step: Step, given: unknown[]): void {
  if (typeof step !== 'number') {
    given.push(step.data);
    receive(world, step.data, true);
    return;
  }
  const choices = random(step);
  if (choices.chance(0.2)) live(choices.fork('life'), world);
  if (choices.chance(0.005)) {
    given.push('unreadable');
    unreadableAndCheck(world);
    return;
  }
  const odd = choices.chance(0.002);
  const data = odd ? choices.pick([undefined, null, {}, Buffer.from('[]')]) : drawMessage(choices, world);
  given.push(data);
  receive(world, data, choices.chance(0.1));
}

function receive(world: LiveWorld, data: unknown, withParse: boolean): void {
  const value = typeof data === 'string' ? parse(data) : undefined;
  if (typeof data === 'string' || data instanceof ArrayBuffer) checkCodecs(data, value, withParse);
  receiveAndCheck(world, data, value);
}

/** Between two messages life goes on: topics are put right, pushes are made, time passes, the connection breaks. */
function live(choices: Random, world: LiveWorld): void {
  const [topic, role] = choices.pick(roles);
  if (choices.chance(0.5)) world.put(topic, role);
  if (choices.chance(0.15)) world.put(topic, choices.pick(['joined', 'leaving', 'backoff', 'joining']));
  if (choices.chance(0.4) && world.pending.size < 20) world.ask(topic);
  if (choices.chance(0.1)) world.wait(choices.pick([1, 1_000, 30_000, 61_000]));
  if (choices.chance(0.025)) world.reconnect();
  assure(world.flaws.length === 0, () => world.flaws.join('; '));
}
