/**
 * The mutants that no test can kill, and why: what they change makes no difference to anybody. Each was looked at, and
 * whoever adds one to the list says what it was that saved it.
 */
export const survivors: Readonly<Record<string, string>> = {
  'machines/client/client.setup.ts > a lost connection stays overdue':
    'The deadline is looked at while connected only, and a connection begins with a rest, which sets it anew.',
  'machines/client/topics.ts > the answer to a join that was given up counts':
    'The answer is looked at in joining only, where a ref of an older join is not live.',
  'machines/channel/leave.ts > a leave on the wire is concluded by the client':
    'The guard of leave.concluded looks at the same; not to send the event saves a step.',
  'machines/channel/lane.ts > the ref of the join counts as one of its pushes':
    'A reply to the ref of the present join is the answer to the join before it could be that of a push.',
  'machines/channel/outgoing.ts > a reply that comes within the write is ignored':
    'The reply waits in the mailbox of the channel until the push is dealt with, and is in the table by then.',
  'machines/client/transport.actor.ts > telemetry hears of an attempt that was given up':
    'The span of an attempt that has ended takes no notice of what it is told.',
  'machines/client/transport.actor.ts > a listener that ends an attempt is told of it all the same':
    'XState does not send on what comes from a callback that was stopped.',
  'machines/client/transport.actor.ts > an attempt that was given up goes on when its params come':
    'To tell of it does nothing any more, and the look behind it goes no further either.',
  'client > suspend > target: to #client.reconnect-waiting.backoff':
    'The wait looks at the page as soon as it begins, and leads on to suspended.',
  'client > reconnect-waiting > on > page.suspended > target: to .backoff':
    'The wait looks at the page as soon as it begins, and leads on to suspended.',
  'client > reconnect-waiting > backoff > always > 1 > target: to suspended':
    'The page is away, but not suspended, and suspended leads on to paused at once.',
  'client > disconnected > always: swapped with the next':
    'A client connects at once only at its start, when it has nothing to forget yet.',
};
