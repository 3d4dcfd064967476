import { expect } from 'vitest';
import { type ClientInput, clientMachine, interpret } from 'xstate-phoenix';
import { createTestServer, ExpectationError, type TestServer, type TestServerOptions } from 'xstate-phoenix/testing';
import '../support/matchers.ts';

/** A client of a server that the test plays. */
export function play(input: Partial<ClientInput> = {}, options: TestServerOptions = {}) {
  const server = createTestServer(options);
  return { server, client: interpret(clientMachine, server.options(input)).start() };
}

/** What an expectation that fails says. */
export async function complaintOf(expectation: Promise<unknown>): Promise<string> {
  const error = await expectation.then(
    () => new Error('The expectation was met.'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ExpectationError);
  return error instanceof Error ? error.message : '';
}

/** A client that writes what it is told, sensible or not, and lists the refs of the answers. */
export function dialRaw(server: TestServer) {
  server.accept();
  const told: unknown[] = [];
  const transport = server.transport(
    { url: `${server.url}/websocket?vsn=2.0.0`, protocols: [], headers: {} },
    { opened() {}, received: (data) => told.push(JSON.parse(String(data))[1]), unreadable() {}, closed() {} },
  );
  return { told, send: (...frame: string[]) => transport.send(JSON.stringify([...frame, {}])) };
}
