import { channelMistakes } from './code/channel.ts';
import { clientMistakes } from './code/client.ts';
import { connectionMistakes } from './code/connection.ts';
import { fallbackMistakes } from './code/fallback.ts';
import { functionMistakes } from './code/functions.ts';
import { groundMistakes } from './code/ground.ts';
import { groupMistakes } from './code/group.ts';
import { handlerMistakes } from './code/handlers.ts';
import { inboxMistakes } from './code/inbox.ts';
import { longPollMistakes } from './code/longpoll.ts';
import { pageMistakes } from './code/pages.ts';
import { phoenixMistakes } from './code/phoenix.ts';
import { poolMistakes } from './code/pool.ts';
import { presenceMistakes } from './code/presence.ts';
import { pushMistakes } from './code/pushes.ts';
import { restartMistakes } from './code/restart.ts';
import { secretMistakes } from './code/secrets.ts';
import { testingMistakes } from './code/testing.ts';
import { topicMistakes } from './code/topics.ts';
import { turnMistakes } from './code/turns.ts';
import { watchingMistakes } from './code/watching.ts';
import { wireMistakes } from './code/wire.ts';
import type { Mistakes } from './mistakes.ts';
import { type Mutant, sourceOf } from './mutant.ts';

const lists: readonly Mistakes[] = [
  clientMistakes,
  topicMistakes,
  restartMistakes,
  connectionMistakes,
  secretMistakes,
  channelMistakes,
  turnMistakes,
  pushMistakes,
  inboxMistakes,
  groundMistakes,
  wireMistakes,
  functionMistakes,
  fallbackMistakes,
  longPollMistakes,
  handlerMistakes,
  watchingMistakes,
  pageMistakes,
  phoenixMistakes,
  poolMistakes,
  groupMistakes,
  presenceMistakes,
  testingMistakes,
];

/** The mistakes that are listed by hand, as mutants. */
export function codeMutants(): Mutant[] {
  return lists.flatMap((mistakes) => mutantsOf(mistakes));
}

/** @throws When what a mistake is to replace is not there, or not once: then the list is to be mended. */
export function mutantsOf(mistakes: Mistakes, read: (file: string) => string = sourceOf): Mutant[] {
  return Object.entries(mistakes).flatMap(([path, list]) => {
    const file = `src/${path}`;
    const source = read(file);
    return list.map(([find, put, wrong]) => {
      const at = source.indexOf(find);
      const name = `${path} > ${wrong}`;
      if (at < 0) throw new Error(`"${name}" finds nothing to replace.`);
      if (source.includes(find, at + 1)) throw new Error(`"${name}" finds more than one place to replace.`);
      return { name, kind: 'code', file, at, find, put };
    });
  });
}
