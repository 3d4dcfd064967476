import { describe, expect, it } from 'vitest';
import { push } from 'xstate-phoenix';
import { TOPIC } from './support/room.ts';
import { askingRoom, servedRoom } from './support/served.ts';

describe('a push whose signal is aborted', () => {
  it('before the call is rejected, and nothing is sent', async () => {
    const { server, room } = await servedRoom();
    const reply = push(room, 'a', {}, { signal: AbortSignal.abort('never mind') });
    await expect(reply).rejects.toMatchObject({ code: 'aborted', sent: false, cause: 'never mind' });
    await server.refutePush();
  });

  it('while it waits is rejected, and never sent', async () => {
    const { server, room } = askingRoom();
    const asked = await server.connectAndExpectJoin(TOPIC, { reply: 'hold' });
    const controller = new AbortController();
    const reply = push(room, 'a', {}, { signal: controller.signal });
    const other = push(room, 'b');
    controller.abort('never mind');
    await expect(reply).rejects.toMatchObject({ code: 'aborted', sent: false, cause: 'never mind' });
    asked.reply('ok');
    (await server.expectPush(TOPIC, 'b')).reply('ok', 1);
    expect(await other).toBe(1);
    await server.refutePush();
  });

  it('after it was written is rejected, and a late reply is ignored', async () => {
    const { server, room, heard } = await servedRoom();
    const controller = new AbortController();
    const reply = push(room, 'a', {}, { signal: controller.signal });
    controller.abort('never mind');
    await expect(reply).rejects.toMatchObject({ code: 'aborted', sent: true, cause: 'never mind' });
    (await server.expectPush(TOPIC, 'a')).reply('error');
    expect(server.frames.at(-1)?.frame[3]).toBe('phx_reply');
    expect(heard).toEqual([]);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('after its reply has resolved', async () => {
    const { server, room } = await servedRoom();
    const controller = new AbortController();
    const reply = push(room, 'a', {}, { signal: controller.signal });
    (await server.expectPush(TOPIC, 'a')).reply('ok', 1);
    controller.abort();
    expect(await reply).toBe(1);
  });

  it('is rejected once when several share the signal', async () => {
    const { room } = await servedRoom();
    const controller = new AbortController();
    const { signal } = controller;
    const pushes = [push(room, 'a', {}, { signal }), push(room, 'b', {}, { signal })];
    const free = push(room, 'c');
    controller.abort();
    for (const each of pushes) await expect(each).rejects.toMatchObject({ code: 'aborted' });
    room.send({ type: 'channel.leave' });
    await expect(free).rejects.toMatchObject({ code: 'left' });
  });

  it('in the listener that made it is rejected all the same', async () => {
    const { server, room } = await servedRoom();
    let reply: Promise<unknown> | undefined;
    room.on('message', () => {
      const controller = new AbortController();
      reply = push(room, 'a', {}, { signal: controller.signal });
      controller.abort();
    });
    server.push(TOPIC, 'msg');
    await expect(reply).rejects.toMatchObject({ code: 'aborted' });
  });

  it('is not held by a signal that lives on', async () => {
    const { server, room } = await servedRoom();
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(signal, args);
    };
    const reply = push(room, 'a', {}, { signal });
    expect(listeners).toBe(1);
    (await server.expectPush(TOPIC, 'a')).reply('ok');
    await reply;
    expect(listeners).toBe(0);
  });
});
