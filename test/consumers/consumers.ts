import { readFileSync } from 'node:fs';
import type { Consumer, Version } from './compile.ts';

const sourceOf = (name: string) => readFileSync(new URL(`../../phoenix-dropin/src/${name}`, import.meta.url), 'utf8');

const program = `import { clientMachine, defineClient, disconnect, interpret, join, on, parseConfiguration, push, v2, websocket, ws } from 'xstate-phoenix';
import { pageLifecycle, probing, workerClock } from 'xstate-phoenix/browser';
import { longPoll } from 'xstate-phoenix/longpoll';
import { Socket } from 'xstate-phoenix/phoenix';
import * as serializers from 'xstate-phoenix/serializers';
import { attachOpenTelemetry, onTelemetry } from 'xstate-phoenix/telemetry';
import { createTestServer, startServer } from 'xstate-phoenix/testing';

export async function live(): Promise<string> {
  const transport = probing(websocket());
  const client = interpret(clientMachine, { clock: workerClock(), input: { url: 'wss://example.com/socket', transport } }).start();
  pageLifecycle(client, { whenHidden: { disconnectAfterMs: 60_000 } });
  const room = join(client, 'room:lobby', { params: { name: 'Ana' } });
  on(room, 'new_msg', ({ body }) => console.log(body));
  onTelemetry(client, ({ type, metadata }) => console.log(type, metadata));
  const { body } = await push<{ body: string }>(room, 'say', { body: 'hello' }, { timeoutMs: 1_000 });
  await disconnect(client);
  return body;
}
new Socket('wss://example.com/socket').onClose(({ code, reason }) => console.log(code, reason));
export const handlers = defineClient({ assigns: { count: 0 }, onConnect: ({ assign }) => assign({ count: 1 }) });
export const others = [parseConfiguration, v2, ws, serializers, longPoll({ fetch }), attachOpenTelemetry, createTestServer, startServer];
// @ts-expect-error a topic is text
join(interpret(clientMachine, { input: { url: 'wss://example.com/socket' } }), 7);
`;

const options = `import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import * as api from '@opentelemetry/api';
import { clientMachine, interpret, ws } from 'xstate-phoenix';
import { attachOpenTelemetry } from 'xstate-phoenix/telemetry';
import type { ClientOptions } from 'ws';

const settings: ClientOptions = { perMessageDeflate: { threshold: 1024 }, maxPayload: 1_000_000 };
const transport = ws({
  ...settings, agent: new Agent(), ca: readFileSync('ca.pem'), checkServerIdentity: () => undefined, family: 6,
});
const client = interpret(clientMachine, { input: { url: 'wss://example.com/socket', transport } });
attachOpenTelemetry(client, { api, frames: true });
// @ts-expect-error it is a number
ws({ maxPayload: '1MB' });
`;

const noPlatform = { types: [] as string[] };
const forBundler = { module: 'esnext', moduleResolution: 'bundler' };
const forNode = { types: ['node'], lib: ['es2022'] };
const ofNode = ['@types/node', '@types/ws', 'undici-types'];

/** A page, whose timers are numbers, and a worker: without Node, without `ws`, without OpenTelemetry. */
const page: Consumer = {
  packages: [],
  options: { ...noPlatform, ...forBundler, lib: ['es2022', 'dom'] },
  files: { 'main.ts': program, 'timer.ts': 'export const timer: number = setTimeout(() => {}, 1);' },
};
const worker: Consumer = {
  packages: [],
  options: { ...noPlatform, ...forBundler, lib: ['es2022', 'webworker'] },
  files: { 'main.ts': program },
};

/** A program for Node, and the one that hands over what `ws` and OpenTelemetry have types for. */
const node: Consumer = {
  packages: [...ofNode, '@opentelemetry/api'],
  options: { ...forNode, module: 'nodenext' },
  files: { 'package.json': '{ "type": "module" }', 'main.ts': program, 'options.ts': options },
};

/** CommonJS: TypeScript lets it import the library from 5.8 on, and before that by `import()`. */
const common: Consumer = {
  packages: ofNode,
  options: { ...forNode, module: 'nodenext' },
  files: {
    'package.json': '{ "type": "commonjs" }',
    'main.ts': `export const url = import('xstate-phoenix').then(({ parseConfiguration }) => parseConfiguration({ url: 'ws://x' }));`,
  },
};
const required: Consumer = { ...common, files: { ...common.files, 'required.ts': program } };

const realtime = `import { RealtimeClient } from '@supabase/realtime-js';
import { Socket } from '@supabase/phoenix';

const heartbeatCallback = (status: string, latencyMs?: number) => console.log(status, latencyMs?.toFixed());
export const client = new RealtimeClient('wss://example.com', { params: { apikey: 'key' }, heartbeatCallback });
export const tries: number = client.reconnectTimer.tries;
export const states: string[] = [client.channel('room').state, String(new Socket('/socket').client.getSnapshot().value)];
// @ts-expect-error a count has no such member, as it would if a type were missing
tries.nothing;
`;

/** A page whose realtime-js has the drop-in instead of `@supabase/phoenix`. */
const swapped: Consumer = {
  packages: ['@supabase/realtime-js'],
  options: { ...page.options, allowImportingTsExtensions: true, paths: { '@supabase/phoenix': ['./index.ts'] } },
  files: {
    'main.ts': realtime,
    'index.ts': sourceOf('index.ts'),
    'supabase.types.ts': sourceOf('supabase.types.ts'),
  },
};

/** The projects that are compiled, by what they are. */
export function consumersOf(version: Version): Readonly<Record<string, Consumer>> {
  const commonJs = version === '5.4' ? common : required;
  const all = { 'a page': page, 'a program for Node': node, 'a program in CommonJS': commonJs };
  return version === '6.0' ? { ...all, 'a worker': worker, 'a page with the drop-in': swapped } : all;
}
