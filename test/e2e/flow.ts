import {
  awaitConnect,
  awaitJoin,
  awaitMessage,
  type ClientInput,
  cast,
  clientMachine,
  disconnect,
  interpret,
  join,
  leave,
  messages,
  on,
  onFrame,
  PushError,
  ping,
  push,
} from 'xstate-phoenix';

/**
 * Everything that a service does with a client, against the server of the recordings, from the first connection to the
 * last. Returns what happened as words, which a page can return, too.
 */
export async function live(url: string, input: Partial<ClientInput> = {}) {
  const client = interpret(clientMachine, {
    input: { url, params: { user_id: 'ana' }, authToken: 's3cret', rejoinAfterMs: [1], ...input },
  }).start();
  const room = join(client, 'echo:žluť 🐎', { params: { since: 0 } });
  let frames = 0;
  onFrame(client, () => {
    frames += 1;
  });
  await awaitConnect(client, { timeoutMs: 10_000 });
  const joined = await awaitJoin(room, { timeoutMs: 10_000 });

  const heard: unknown[] = [];
  on(room, 'tick', ({ i }) => heard.push(i));
  const replies = await Promise.all([
    push(room, 'ping', { n: 1 }),
    push(room, 'fail', { why: 'because' }).catch(toPlain),
    push(room, 'bin', new Uint8Array([0, 1, 254, 255])).then((bytes) => [...(bytes as Uint8Array)]),
    push(room, 'push_me', { event: 'tick', payload: {}, n: 3 }),
  ]);
  const { connect_params, auth_token } = await push<Record<string, unknown>>(room, 'whoami');

  const next = awaitMessage(room, 'shout');
  cast(room, 'broadcast', { event: 'shout', payload: { loud: true } });
  const shout = (await next).payload;

  const crashed = new Promise((resolve) => room.on('crashed', ({ payload }) => resolve(payload)));
  const crash = await push(room, 'crash').catch(toPlain);
  const rejoined = await awaitJoin(room, { timeoutMs: 10_000 });

  const lost = new Promise((resolve) => client.on('connection.lost', ({ code }) => resolve(code)));
  const dropped = await push(room, 'drop_tcp').catch(toPlain);
  const code = await lost;
  const back = await awaitJoin(room, { timeoutMs: 10_000 });
  const rtt = await ping(client);

  const ticks: unknown[] = [];
  const reading = (async () => {
    for await (const { payload } of messages(room, 'late_tick')) ticks.push(payload.i);
  })();
  await push(room, 'push_me', { event: 'late_tick', payload: {}, n: 2 });
  const left = await leave(room);
  await reading;
  await disconnect(client);
  const state = client.getSnapshot().value;
  client.stop();
  return {
    joined,
    heard,
    replies,
    whoami: { connect_params, auth_token },
    shout,
    crash,
    crashed: await crashed,
    rejoined,
    dropped,
    code,
    back,
    ticks,
    left,
    state,
    pinged: rtt >= 0,
    sawFrames: frames > 10,
  };
}

function toPlain(error: unknown) {
  if (!(error instanceof PushError)) throw error;
  return { code: error.code, sent: error.sent, response: error.response };
}

/** What {@link live} must return. */
export const lived = {
  joined: { response: { params: { since: 0 } }, rejoin: false },
  heard: [0, 1, 2],
  replies: [{ n: 1 }, { code: 'refused', sent: true, response: { why: 'because' } }, [0, 1, 254, 255], { n: 3 }],
  whoami: { connect_params: { user_id: 'ana', vsn: '2.0.0' }, auth_token: 's3cret' },
  shout: { loud: true },
  crash: { code: 'channel_crashed', sent: true, response: undefined },
  crashed: { reason: 'channel_crash' },
  rejoined: { response: { params: { since: 0 } }, rejoin: true },
  dropped: { code: 'disconnected', sent: true, response: undefined },
  code: 1006,
  back: { response: { params: { since: 0 } }, rejoin: true },
  ticks: [0, 1],
  left: { acknowledged: true },
  state: 'disconnected',
  pinged: true,
  sawFrames: true,
};
