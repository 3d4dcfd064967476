import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';

/** The folder of the built page, both from src and from dist. */
export const builtPage = new URL('../dist/page/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The headers of every answer. */
export const HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** The paths of assets. Their names contain a hash, so their content never changes. */
const ASSET = /^\/assets\/(\w[\w.-]*)$/;

export function isAsset(path: string): boolean {
  return ASSET.test(path);
}

/** Answers with the page, or with a page that says how to build it. */
export async function sendPage(response: ServerResponse, folder: URL): Promise<void> {
  const html = await read(new URL('index.html', folder));
  if (html) response.writeHead(200, { ...HEADERS, 'content-type': TYPES['.html'] }).end(html);
  else response.writeHead(503, { ...HEADERS, 'content-type': TYPES['.html'] }).end(notBuilt);
}

export async function sendAsset(response: ServerResponse, folder: URL, path: string): Promise<void> {
  const name = ASSET.exec(path)?.[1] ?? '';
  const content = await read(new URL(`assets/${name}`, folder));
  if (!content) {
    response.writeHead(404, HEADERS).end();
    return;
  }
  const type = TYPES[extname(name)] ?? 'application/octet-stream';
  const caching = { 'cache-control': 'public, max-age=31536000, immutable' };
  response.writeHead(200, { ...HEADERS, ...caching, 'content-type': type }).end(content);
}

async function read(file: URL): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch {
    return null;
  }
}

const notBuilt = `<!doctype html>
<html lang="en">
<title>The page of the inspector is not built</title>
<h1>The page of the inspector is not built</h1>
<p>The inspector is running, but its page is missing. Build it, then reload:</p>
<pre>npm run build --workspace xstate-phoenix-inspector</pre>
</html>
`;
