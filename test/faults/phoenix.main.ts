import { parseArgs } from 'node:util';
import { startServer } from 'xstate-phoenix/testing';
import { echoServer } from '../testing/echo.ts';

// The server of the recordings in a process of its own. It tells its port, and each topic that is joined, to whoever
// started it, and ends with them.

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const server = await startServer({
  ...echoServer(),
  port: Number(values.port),
  onFrame: ({ direction, connection, frame: [, , topic, event] }) => {
    if (direction === 'in' && event === 'phx_join') process.send?.({ connection, topic });
  },
});
process.on('disconnect', () => process.exit());
process.send?.({ port: server.port });
