import { render } from 'preact';
import { PORT } from '../src/port.ts';
import { Chart } from './chart.tsx';
import { Details } from './details.tsx';
import { EntryPanel } from './entry.tsx';
import { takeKeys } from './keys.ts';
import { portSocket } from './port.ts';
import { connect, type Line } from './socket.ts';
import { newStore, type Store } from './store.ts';
import { showTheme } from './theme.ts';
import { Tip } from './timeline.line.tsx';
import { Timeline } from './timeline.tsx';
import { Toolbar } from './toolbar.tsx';
import { Tree } from './tree.tsx';

function Page({ store, line }: { readonly store: Store; readonly line: Line }) {
  return (
    <>
      <Toolbar store={store} />
      <main class="page">
        <Tree store={store} />
        <Chart store={store} />
        <Details store={store} line={line} />
        <Timeline store={store} />
        <EntryPanel store={store} />
      </main>
      <Foot store={store} />
      <Tip />
    </>
  );
}

function Foot({ store }: { readonly store: Store }) {
  const file = store.held.value?.file;
  return (
    <footer class="foot">
      <span role="status" aria-live="polite">
        {store.notice.value}
      </span>
      <span class="space" />
      <span>
        {file === undefined
          ? 'Left and right: step through time. Space: pause. Enter: go to the chosen entry.'
          : `File: ${file}`}
      </span>
    </footer>
  );
}

const app = document.getElementById('app');
if (!app) throw new Error('The page has no element #app.');
const store = newStore();
// With this hash the page is in a frame, and gets its data from the page around it.
const isFed = location.hash === `#${PORT}`;
const url = new URL(`live${location.search}`, location.href.replace(/^http/, 'ws'));
showTheme();
takeKeys(store);
render(<Page store={store} line={connect(store, () => (isFed ? portSocket() : new WebSocket(url)))} />, app);
