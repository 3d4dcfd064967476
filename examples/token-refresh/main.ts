import { awaitConnect, connect, defineClient, disconnect, interpret } from 'xstate-phoenix';
import { type ConnectResult, startServer } from 'xstate-phoenix/testing';

/** Issues tokens that are valid for one connection, as a login service may do. */
const issued = new Set(['token-0']);
async function issueToken(): Promise<string> {
  const token = `token-${issued.size}`;
  issued.add(token);
  console.log('a new token was fetched');
  return token;
}

const spent = new Set(['token-0']);
const server = await startServer({
  channels: {},
  connect(_params, { authToken = '' }): ConnectResult {
    if (!issued.has(authToken) || spent.has(authToken)) return { error: 403 };
    spent.add(authToken);
    return {};
  },
});

let token = 'token-0';
const refreshing = defineClient({
  onConnect: (_, { reconnect }) => console.log(reconnect ? 'connected again' : 'connected'),
  async onDisconnect({ client }, { cause, error }) {
    if (cause === 'remote') console.log('the connection was lost');
    if (error?.httpStatus !== 403) return;
    console.log('the token was refused');
    token = await issueToken();
    // Connect at once, without waiting for the next attempt: the server only wanted a new token.
    void connect(client);
  },
});
const client = interpret(refreshing, { input: { url: server.url, authToken: () => token } }).start();

await awaitConnect(client, { timeoutMs: 10_000 });
const again = new Promise<void>((resolve) => {
  client.on('connected', () => resolve());
});
server.dropConnections();
await again;

await disconnect(client);
client.stop();
await server.stop();
