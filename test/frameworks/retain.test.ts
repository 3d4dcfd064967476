import { beforeEach, describe, expect, it } from 'vitest';
import { type ClientRef, clientMachine, interpret } from 'xstate-phoenix';
import { createTestServer, type TestServer } from 'xstate-phoenix/testing';
import { retain } from '../../examples/frameworks/retain.ts';

const TOPIC = 'room:lobby';

let server: TestServer;
let client: ClientRef;

beforeEach(async () => {
  server = createTestServer({ channels: { [TOPIC]: { join: () => ({ ok: {} }) } } });
  server.accept();
  client = interpret(clientMachine, server.options()).start();
  await server.elapse(0);
});

describe('a topic that is retained', () => {
  it('is left when the last of its users has released it', async () => {
    const [first, second] = [retain(client, TOPIC), retain(client, TOPIC)];
    expect(second.room).toBe(first.room);
    first.release();
    await server.refuteLeave(TOPIC);
    second.release();
    await server.expectLeave(TOPIC);
    await server.elapse(0);
    expect(first.room.getSnapshot().value).toBe('left');
  });

  it('is not left where another user takes over in the same task', async () => {
    const first = retain(client, TOPIC);
    await server.expectJoin(TOPIC);
    first.release();
    const second = retain(client, TOPIC);
    await server.refuteLeave(TOPIC);
    expect(second.room).toBe(first.room);
  });

  it('is joined anew for a user who comes after it was left', async () => {
    const first = retain(client, TOPIC);
    first.release();
    await server.expectLeave(TOPIC);
    await server.elapse(0);
    const second = retain(client, TOPIC);
    await server.elapse(0);
    expect([first, second].map(({ room }) => room.getSnapshot().value)).toEqual(['left', 'joined']);
    second.release();
    await server.expectLeave(TOPIC);
  });
});
