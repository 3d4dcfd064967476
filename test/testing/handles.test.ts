import { expect, it } from 'vitest';
import { startServer } from '../../src/testing/index.ts';
import { echoServer } from './echo.ts';
import { dial, nextText } from './peer.ts';
import { reply } from './talk.ts';

// Alone in its file: what other tests have just closed would be counted in.
/** What keeps a process alive, by kind. */
const handles = () => process.getActiveResourcesInfo().filter((kind) => /TCP|Server|Timeout/.test(kind)).length;

it('a server stops with 1012 and leaves no handle behind', async () => {
  const before = handles();
  const server = await startServer(echoServer());
  const join = () => dial(`${server.url}/websocket?vsn=2.0.0`);
  const [ana, bo] = [await join(), await join()];
  ana.send('["1","1","echo:a","phx_join",{}]');
  expect(await nextText(ana)).toEqual(reply('1', '1', 'echo:a', 'ok', { params: {} }));
  expect(server.connections).toBe(2);
  await server.stop();
  expect([await ana.next(), await bo.next()]).toEqual([
    { type: 'close', code: 1012 },
    { type: 'close', code: 1012 },
  ]);
  expect(server.connections).toBe(0);
  // A timer of the test runner's own may have ended meanwhile.
  expect(handles()).toBeLessThanOrEqual(before);
  expect(await join().then((late) => late.next())).toEqual({ type: 'close', code: 1006 });
});
