import type { Model } from '../model.ts';
import { backPressure } from './back.pressure.ts';
import { connection } from './connection.ts';
import { halfOpen } from './half.open.ts';
import { listeners } from './listeners.ts';
import { page } from './page.ts';
import { params } from './params.ts';
import { pushes } from './pushes.ts';
import { topic } from './topic.ts';
import { topics } from './topics.ts';

/** All models, the largest last. */
export const models: readonly Model[] = [
  connection,
  topic,
  page,
  params,
  pushes,
  halfOpen,
  backPressure,
  listeners,
  topics,
];
