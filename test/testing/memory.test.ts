import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { createPhoenix, inMemory, type MemoryOptions } from '../../src/testing/index.ts';
import type { TransportClose } from '../../src/transport/transport.ts';

const HEARTBEAT = '[null,"1","phoenix","heartbeat",{}]';
const ANSWER = '[null,"1","phoenix","phx_reply",{"response":{},"status":"ok"}]';

function world(options: MemoryOptions = {}) {
  const phoenix = createPhoenix({ channels: { 'room:*': { join: () => ({ ok: {} }) } } });
  const memory = inMemory(phoenix, options);
  const dial = (protocols: readonly string[] = []) => {
    const told: unknown[] = [];
    const request = { url: 'ws://localhost/socket/websocket?vsn=2.0.0', protocols, headers: {} };
    const transport = memory.transport(request, {
      opened: () => told.push('opened'),
      received: (data) => told.push(data),
      unreadable: (why) => told.push(why),
      closed: (close) => told.push(close),
    });
    return { told, transport };
  };
  return { phoenix, memory, dial };
}

const closed = (code: number, more: Partial<TransportClose> = {}) => ({ code, reason: '', ...more });

describe('a connection in memory', () => {
  it('opens, answers and closes within the calls', () => {
    const { told, transport } = world().dial();
    expect(told).toEqual(['opened']);
    transport.send(HEARTBEAT);
    expect(told).toEqual(['opened', ANSWER]);
    transport.close(3000);
    expect(told).toEqual(['opened', ANSWER, closed(1000)]);
  });

  it('is told closed once and nothing behind it, whatever both sides do', () => {
    const { memory, phoenix, dial } = world();
    const { told, transport } = dial();
    memory.close(1012);
    transport.send(HEARTBEAT);
    transport.close();
    memory.drop();
    phoenix.closeConnections(1001);
    expect(told).toEqual(['opened', closed(1012)]);
  });

  it('is answered as Bandit answers when it closes with a code that is not legal to send', () => {
    const { told, transport } = world().dial();
    transport.close(1012);
    expect(told).toEqual(['opened', closed(1002)]);
  });

  it('is refused with a status, until attempts are accepted again', () => {
    const { memory, dial } = world();
    memory.refuse({ httpStatus: 503 });
    expect(dial().told).toEqual([closed(1006, { httpStatus: 503, headers: {} })]);
    memory.accept();
    expect(dial().told).toEqual(['opened']);
    expect(memory.requests).toHaveLength(2);
  });

  it('stalls until the client gives up', () => {
    const { memory, dial } = world();
    memory.stall();
    const { told, transport } = dial();
    transport.send(HEARTBEAT);
    memory.accept();
    expect(told).toEqual([]);
    transport.close();
    expect(told).toEqual([closed(1006)]);
  });

  it('waits until it is decided about, and the decision holds for those that come after it', () => {
    const { memory, dial } = world();
    memory.wait();
    const [first, second] = [dial(), dial()];
    expect([first.told, second.told]).toEqual([[], []]);
    second.transport.close();
    memory.accept();
    expect([first.told, second.told, dial().told]).toEqual([['opened'], [closed(1006)], ['opened']]);
    memory.wait();
    const third = dial();
    memory.refuse({ httpStatus: 401 });
    expect(third.told).toEqual([closed(1006, { httpStatus: 401, headers: {} })]);
    expect(first.told).toEqual(['opened']);
  });

  it('that waits is not decided about by a second wait', () => {
    const { memory, dial } = world();
    memory.wait();
    const { told } = dial();
    memory.wait();
    memory.accept();
    expect(told).toEqual(['opened']);
  });

  it('finds nobody when the server is unplugged', () => {
    const { memory, dial } = world();
    memory.unplug();
    expect(dial().told).toEqual([closed(1006, { error: expect.any(Error) })]);
  });

  it('fails when the server chooses none of the subprotocols, as browsers have it', () => {
    const { phoenix, dial } = world();
    expect(dial(['base64url.bearer.phx.YQ']).told).toEqual([closed(1006, { error: expect.any(Error) })]);
    expect(phoenix.connections).toBe(0);
  });

  it('can be cut', () => {
    const { memory, phoenix, dial } = world();
    const { told } = dial();
    memory.drop();
    expect(told).toEqual(['opened', closed(1006)]);
    expect(phoenix.connections).toBe(0);
  });

  it('can go silent: neither side is told, and giving up works', () => {
    const { memory, phoenix, dial } = world();
    const { told, transport } = dial();
    memory.freeze();
    transport.send(HEARTBEAT);
    phoenix.dropConnections();
    expect(told).toEqual(['opened']);
    transport.close();
    expect(told).toEqual(['opened', closed(1006)]);
  });

  it('that has gone silent does not hear how the server closes it', () => {
    const { memory, dial } = world();
    const { told } = dial();
    memory.freeze();
    memory.close(1012);
    expect(told).toEqual(['opened']);
  });

  it('takes bytes and gives bytes as an ArrayBuffer of its own', () => {
    const phoenix = createPhoenix({
      channels: { t: { join: () => ({ ok: {} }), handleIn: (_, payload) => ({ reply: ['ok', payload] }) } },
    });
    const got: unknown[] = [];
    const { send } = inMemory(phoenix).transport(
      { url: 'ws://localhost/socket/websocket?vsn=2.0.0', protocols: [], headers: {} },
      { opened: () => {}, received: (data) => got.push(data), unreadable: () => {}, closed: () => {} },
    );
    send('["0","0","t","phx_join",{}]');
    send(Uint8Array.of(0, 1, 1, 1, 1, 0x30, 0x31, 0x74, 0x65, 1, 255).buffer);
    expect(got[1]).toBeInstanceOf(ArrayBuffer);
    expect([...new Uint8Array(got[1] as ArrayBuffer)]).toEqual([1, 1, 1, 1, 2, 0x30, 0x31, 0x74, 0x6f, 0x6b, 1, 255]);
  });

  it('takes the time its schedule gives it, in order', () => {
    const clock = new SimulatedClock();
    const { told, transport } = world({ schedule: (deliver) => void clock.setTimeout(deliver, 10) }).dial();
    transport.send(HEARTBEAT);
    expect(told).toEqual([]);
    clock.increment(10);
    expect(told).toEqual(['opened']);
    transport.send(HEARTBEAT);
    transport.close();
    clock.increment(10);
    expect(told).toEqual(['opened']);
    clock.increment(10);
    expect(told).toEqual(['opened', ANSWER, closed(1000)]);
  });

  it('that is not spoken on is closed with 1002 after the idle timeout of its clock', () => {
    const clock = new SimulatedClock();
    const { dial, phoenix } = world({ clock });
    const { told, transport } = dial();
    clock.increment(59_999);
    transport.send(HEARTBEAT);
    clock.increment(59_999);
    phoenix.broadcast('room:a', 'news');
    expect(told).toEqual(['opened', ANSWER]);
    clock.increment(1);
    expect(told).toEqual(['opened', ANSWER, closed(1002)]);
  });
});
