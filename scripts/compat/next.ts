import type { Check } from './check.ts';
import { programOf } from './program.ts';

const layout = `export default function Layout({ children }) { return <html><body>{children}</body></html>; }`;

const page = `'use client';
import { useEffect, useState } from 'react';
import { live } from '../program.js';
export default function Page() {
  const [said, setSaid] = useState('nothing');
  useEffect(() => { live().then(setSaid); }, []);
  return <p>{said}</p>;
}`;

const route = (runtime: string) => `import { live } from '../../program.js';
export const runtime = '${runtime}';
export const dynamic = 'force-dynamic';
export const GET = async () => new Response(await live());`;

/** Builds a project whose page, Node route and edge route use the library, and calls the Node route. */
const host = `import { once } from 'node:events';
import { createServer } from 'node:http';
import next from 'next';
const app = next({ dev: false, dir: import.meta.dirname });
await app.prepare();
const server = createServer(app.getRequestHandler()).listen(0, '127.0.0.1');
await once(server, 'listening');
const ask = async (path) => (await fetch(\`http://127.0.0.1:\${server.address().port}\${path}\`)).text();
const html = await ask('/');
if (!html.includes('<p>nothing</p>')) throw new Error(html);
console.log(await ask('/node'));
process.exit(0);`;

/** The settings that the docs give for webpack. */
export const nextConfig = `export default {
  serverExternalPackages: ['ws'],
};`;

/** A bundler of Next, which builds for pages, for Node and for the edge at once. */
function next(bundler: 'Turbopack' | 'webpack', ws: boolean): Check {
  return {
    name: `Next with ${bundler}, ${ws ? 'with' : 'without'} ws`,
    ws,
    packages: ['next', 'react', 'react-dom'],
    async run(lab) {
      lab.write({
        'package.json': '{ "private": true, "type": "module" }',
        'program.js': programOf(lab.url, ws ? {} : { before: own, input: 'transport: websocket()' }),
        'app/layout.jsx': layout,
        'app/page.jsx': page,
        'app/node/route.js': route('nodejs'),
        // With webpack, Next 16 fails at any route of the edge, and breaks a ws that it has bundled.
        ...(bundler === 'Turbopack' ? { 'app/edge/route.js': route('edge') } : { 'next.config.js': nextConfig }),
        'host.js': host,
      });
      const env = { NEXT_TELEMETRY_DISABLED: '1' };
      await lab.tool('next', ['build', `--${bundler.toLowerCase()}`], { env, timeoutMs: 300_000 });
      return lab.node('host.js');
    },
  };
}

const own = `import { websocket } from 'xstate-phoenix';`;

export const nexts: readonly Check[] = [next('Turbopack', false), next('Turbopack', true), next('webpack', true)];
