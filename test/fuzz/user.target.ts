import { type Random, random } from '../proof/random.ts';
import { shorter, shown } from './shrink.ts';
import type { Target } from './target.ts';
import type { Act } from './user.acts.ts';
import { calls } from './user.calls.ts';
import { sends } from './user.commands.ts';
import { UserWorld } from './user.world.ts';

interface Program {
  readonly seeds: readonly number[];
  /** Whether somebody listens to `listener.failed`. Otherwise it goes to the console. */
  readonly listens: boolean;
}

/** What a user may give: topics, events, payloads, options, listeners, and the contents of events. */
export const user: Target<Program> = {
  name: 'user',
  inputsPerCase: 20,

  draw: (choices, length) => ({
    seeds: Array.from({ length }, () => choices.int(2 ** 32)),
    listens: choices.chance(0.7),
  }),

  async run({ seeds, listens }) {
    const world = new UserWorld(listens);
    for (const seed of seeds) {
      world.act(drawAct(random(seed)));
      await world.rest();
      await world.check();
    }
    await world.conclude();
  },

  *smaller({ seeds, listens }) {
    for (const fewer of shorter(seeds)) if (fewer.length < seeds.length) yield { seeds: fewer, listens };
  },

  show: ({ seeds, listens }) =>
    [
      listens ? 'somebody listens to listener.failed' : 'nobody listens to listener.failed',
      ...seeds.map((seed) => {
        const { words, given } = drawAct(random(seed));
        return `${words}(${given.map(shown).join(', ')})`;
      }),
    ].join('\n'),
};

/** Any act of a user. */
function drawAct(random: Random): Act {
  return random.pick(random.chance(0.7) ? calls : sends)(random);
}
