import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformAsync } from '@babel/core';
import { build, type Plugin, transform } from 'esbuild';
import type { JSDOM } from 'jsdom';
import { compile as compileSvelte } from 'svelte/compiler';
import * as xstate from 'xstate';
import * as library from 'xstate-phoenix';

/** An example of `examples/frameworks` at work. */
export interface Example {
  /** Shows the app in an element of the page; returns how it is taken away. */
  mount(target: Element): () => unknown;
  /** Does something, and waits until the framework has shown what came of it. */
  act(deed: () => unknown): unknown;
}

/** What a page does with each example, besides what the documents show: it mounts the app. The first word is its folder. */
const pages: Readonly<Record<string, string>> = {
  react: `
    import { act, createElement, StrictMode } from 'react';
    import { createRoot } from 'react-dom/client';
    import { App } from './App.tsx';
    export { act };
    export const mount = (target) => {
      const root = createRoot(target);
      root.render(createElement(StrictMode, null, createElement(App)));
      return () => root.unmount();
    };`,
  'react, hidden and shown again': `
    import { Activity, act, createElement } from 'react';
    import { createRoot } from 'react-dom/client';
    import { App } from './App.tsx';
    export { act };
    export const mount = (target) => {
      const root = createRoot(target);
      for (const mode of ['visible', 'hidden', 'visible'])
        act(() => root.render(createElement(Activity, { mode }, createElement(App))));
      return () => root.unmount();
    };`,
  vue: `
    import { createApp } from 'vue';
    import App from './App.vue';
    export const act = (deed) => deed();
    export const mount = (target) => {
      const app = createApp(App);
      app.mount(target);
      return () => app.unmount();
    };`,
  svelte: `
    import { mount as show, unmount } from 'svelte';
    import App from './App.svelte';
    export const act = (deed) => deed();
    export const mount = (target) => {
      const app = show(App, { target });
      return () => unmount(app);
    };`,
  solid: `
    import { createComponent, render } from 'solid-js/web';
    import { App } from './App.tsx';
    export const act = (deed) => deed();
    export const mount = (target) => render(() => createComponent(App, {}), target);`,
};

export const frameworks = Object.keys(pages);

/** The global under which an app finds the server of the test, in the place of the reader's. */
const SERVER = 'optionsOfServer';
const documentedOptions = "{ input: { url: 'ws://localhost:4000/socket' } }";
const modules: Readonly<Record<string, unknown>> = { xstate, 'xstate-phoenix': library };

/** Compiles an example with its framework's own compiler, for {@link run}. */
export async function bundle(framework: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: pages[framework] ?? '',
      resolveDir: fileURLToPath(new URL(`../../examples/frameworks/${/^\w+/.exec(framework)}`, import.meta.url)),
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'example',
    platform: 'browser',
    conditions: ['development', 'svelte'],
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    external: Object.keys(modules),
    logLevel: 'silent',
    plugins: [compilers(framework)],
  });
  return outputFiles.map(({ text }) => text).join('');
}

/** Runs a bundle in a page. @param options - What `interpret` takes besides the machine. */
export function run(script: string, { window }: JSDOM, options: object): Example {
  const globals = {
    [SERVER]: options,
    require: (name: string) => modules[name],
    MessageChannel,
    IS_REACT_ACT_ENVIRONMENT: true,
  };
  return Object.assign(window, globals).eval(`${script}; example`) as Example;
}

function compilers(framework: string): Plugin {
  return {
    name: 'compilers',
    setup({ onLoad }) {
      onLoad({ filter: /\/examples\/frameworks\/.*\.(vue|svelte|tsx?)$/ }, async ({ path }) => {
        const written = await readFile(path, 'utf8');
        if (basename(path).startsWith('App.') && !written.includes(documentedOptions))
          throw new Error(`${path} does not dial the documented server.`);
        const text = written.replace(documentedOptions, `globalThis.${SERVER}`);
        if (path.endsWith('.vue')) return { contents: await vue(text, path), loader: 'ts' };
        if (path.endsWith('.svelte')) return { contents: svelte(text, path), loader: 'js' };
        if (framework === 'solid' && path.endsWith('.tsx')) return { contents: await solid(text, path), loader: 'js' };
        return { contents: text, loader: path.endsWith('.tsx') ? 'tsx' : 'ts' };
      });
    },
  };
}

async function vue(text: string, filename: string): Promise<string> {
  // The one that requires nothing: in a worker of Vitest `require` finds what is there for `import`.
  const compiler = '@vue/compiler-sfc/dist/compiler-sfc.esm-browser.js';
  const { compileScript, parse }: typeof import('vue/compiler-sfc') = await import(compiler);
  const { descriptor, errors } = parse(text, { filename });
  if (errors[0]) throw errors[0];
  return compileScript(descriptor, { id: filename, inlineTemplate: true }).content;
}

function svelte(text: string, filename: string): string {
  const { js, warnings } = compileSvelte(text, { filename, generate: 'client', dev: true });
  if (warnings[0]) throw new Error(`${filename}: ${warnings[0].message}`);
  return js.code;
}

async function solid(text: string, filename: string): Promise<string> {
  const { code } = await transform(text, { loader: 'tsx', jsx: 'preserve' });
  const result = await transformAsync(code, { filename, presets: ['solid'], babelrc: false, configFile: false });
  return result?.code ?? '';
}
