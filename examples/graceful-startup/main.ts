import {
  awaitConnect,
  type ClientInput,
  type ClientRef,
  clientMachine,
  disconnect,
  interpret,
  parseConfiguration,
} from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';

/** Starts a client. If its configuration is wrong, prints why, and the service goes on without it. */
function startClient(input: ClientInput): ClientRef | undefined {
  const parsed = parseConfiguration(input);
  if (!parsed.ok) {
    for (const { path, message } of parsed.problems) console.log(`  ${path} ${message}`);
    return undefined;
  }
  const client = interpret(clientMachine, { input });
  client.on('connect.failed', ({ attempt, error }) => console.log(`  attempt ${attempt} failed: ${error.code}`));
  client.on('connected', () => console.log('  connected'));
  client.start();
  return client;
}

console.log('with a bad configuration');
const none = startClient({ url: 'ftp://example.com/socket', reconnectAfterMs: [100, -1], jitter: 2 });
console.log(`the service is up ${none ? 'with' : 'without'} a client`);

// Find a free port where nobody listens yet.
const { url, port, stop } = await startServer({ channels: {} });
await stop();

console.log('with a good configuration, before the server is there');
const client = startClient({ url });
console.log(`the service is up ${client ? 'with' : 'without'} a client`);
if (client) {
  await new Promise<void>((resolve) => {
    client.on('connect.failed', ({ attempt }) => {
      if (attempt === 2) resolve();
    });
  });
  const server = await startServer({ channels: {}, port });
  await awaitConnect(client, { timeoutMs: 20_000 });
  await disconnect(client);
  client.stop();
  await server.stop();
}
