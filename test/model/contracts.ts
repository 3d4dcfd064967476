import { closing } from './contracts/closing.contract.ts';
import { connection, reconnection } from './contracts/connection.contract.ts';
import { flow } from './contracts/flow.contract.ts';
import { forgetting } from './contracts/forgetting.contract.ts';
import { givingUp } from './contracts/giving-up.contract.ts';
import { handlers } from './contracts/handlers.contract.ts';
import { heartbeat } from './contracts/heartbeat.contract.ts';
import { heldBack } from './contracts/held-back.contract.ts';
import { idling } from './contracts/idling.contract.ts';
import { params } from './contracts/params.contract.ts';
import { pausing } from './contracts/pausing.contract.ts';
import { policy } from './contracts/policy.contract.ts';
import { preparing } from './contracts/preparing.contract.ts';
import { proof } from './contracts/proof.contract.ts';
import { pushes } from './contracts/pushes.contract.ts';
import { queue } from './contracts/queue.contract.ts';
import { restarting } from './contracts/restarting.contract.ts';
import { served } from './contracts/served.contract.ts';
import { suspending, suspendingOffline } from './contracts/suspending.contract.ts';
import { rejoining, topic } from './contracts/topic.contract.ts';
import { twoTopics } from './contracts/two-topics.contract.ts';
import { type Walks, walksOf } from './walk.ts';

/** All contracts, each with its paths. */
export const contracts: readonly Walks[] = [
  walksOf(connection),
  walksOf(reconnection),
  walksOf(closing),
  walksOf(flow),
  walksOf(forgetting),
  walksOf(givingUp),
  walksOf(heartbeat),
  walksOf(heldBack),
  walksOf(pausing),
  walksOf(suspending),
  walksOf(suspendingOffline),
  walksOf(idling),
  walksOf(proof),
  walksOf(restarting),
  walksOf(topic),
  walksOf(rejoining),
  walksOf(params),
  walksOf(policy),
  walksOf(preparing),
  walksOf(pushes),
  walksOf(queue),
  walksOf(served),
  walksOf(twoTopics),
  walksOf(handlers),
];
