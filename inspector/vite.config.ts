import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// biome-ignore lint/style/noDefaultExport: Vite asks for one.
export default defineConfig({
  root: fileURLToPath(new URL('./page', import.meta.url)),
  base: './',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // What the page is made of asks for its licenses to be passed on.
    license: { fileName: 'licenses.md' },
    // ELK, which comes when there is a chart to be drawn.
    chunkSizeWarningLimit: 1600,
  },
});
