import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, type AnyStateNode, setup } from 'xstate';
import { channelMachine, clientMachine } from 'xstate-phoenix';
import { drawn } from '../inspector/src/chart/glyph.ts';
import { graphOf, type StateBox } from '../inspector/src/chart/graph.ts';
import { layOut, type Point, type Rect } from '../inspector/src/chart/layout.ts';
import { charts } from '../scripts/charts/charts.ts';
import { groupChart } from '../src/group/group.machine.ts';
import { sizeMachine } from '../src/pool/size.machine.ts';

describe('the pictures in docs', () => {
  it.each(charts.map((chart) => ({ name: chart.file.pathname.split('/').at(-1), ...chart })))(
    '$name is what the machine is now (npm run charts draws it anew)',
    async ({ file, draw }) => {
      expect(readFileSync(file, 'utf8')).toBe(await draw());
    },
  );
});

describe('a line of text in a chart', () => {
  it('has its arrows drawn, whatever fonts there are, and each piece at its place', () => {
    expect(drawn('  a b → c', 10, 20, 5)).toEqual({
      pieces: [
        { text: 'a b', x: 20, length: 15 },
        { text: 'c', x: 50, length: 5 },
      ],
      ways: [expect.stringMatching(/^M40 16.4h5/)],
    });
    for (const { file } of charts) expect(readFileSync(file, 'utf8')).not.toContain('→');
  });
});

describe.each<[string, AnyStateMachine]>([
  ['client', clientMachine],
  ['channel', channelMachine],
  ['size of a pool', sizeMachine],
  ['group', groupChart],
])('the picture of the %s', (_, machine) => {
  const { root, arrows } = graphOf(machine);
  const words = [...statesIn(root).flatMap(({ inside }) => inside), ...arrows.flatMap(({ labels }) => labels)].join(
    ' ',
  );

  it('shows every state', () => {
    expect(statesIn(root).map(({ id }) => id)).toEqual(nodesIn(machine.root).map(({ id }) => id));
  });

  it('shows every event and every delay of every state', () => {
    const nodes = nodesIn(machine.root).slice(1);
    const events = nodes.flatMap(({ ownEvents }) => ownEvents.filter((event) => !event.startsWith('xstate.')));
    // The second of two events with the same first word is shown by its second word.
    expect(events.filter((event) => !words.includes(event.split('.').slice(1).join('.')))).toEqual([]);
    const delays = nodes.flatMap(({ after }) => after.map(({ delay }) => `after ${delay}`));
    expect(delays.filter((delay) => !words.includes(delay))).toEqual([]);
  });

  it('has no arrow through words, and no words over words', async () => {
    const layout = await layOut({ root, arrows });
    const labels = layout.arrows.flatMap(({ label, labels }) => (label ? [{ label, text: labels.join() }] : []));
    const crossed = labels.filter(({ label }) =>
      layout.arrows.some(({ points }) => pieces(points).some((piece) => overlap(piece, label))),
    );
    const covered = labels.filter(({ label }) =>
      labels.some((other) => other.label !== label && overlap(other.label, label)),
    );
    expect([...crossed, ...covered].map(({ text }) => text)).toEqual([]);
  });
});

describe('the simple pictures in docs', () => {
  it.each<[string, AnyStateMachine]>([
    ['connection.svg', clientMachine],
    ['topic.svg', channelMachine],
  ])('%s shows five states that the machine has', (name, machine) => {
    const picture = readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
    const names = Array.from(picture.matchAll(/class="name"[^>]*>([^<]*)</g), ([, state = '']) => state);
    expect(names).toHaveLength(5);
    expect(names.filter((state) => !(state in machine.states))).toEqual([]);
  });
});

describe('a picture', () => {
  it('draws by its rules', () => {
    const machine = setup({ guards: { isOpen: () => true }, delays: { patience: 1 } }).createMachine({
      id: 'door',
      initial: 'closed',
      on: { 'door.break': '.broken' },
      states: {
        closed: { on: { 'door.open': [{ guard: 'isOpen', target: 'open' }, { target: 'broken' }], 'door.knock': {} } },
        open: { after: { patience: 'closed' }, on: { 'door.open': { target: 'open', reenter: true } } },
        broken: { type: 'final' },
      },
    });
    const { root, arrows } = graphOf(machine);
    expect(root.inside).toEqual(['door.break → broken']);
    expect(root.states.map(({ name, kind, inside }) => ({ name, kind, inside }))).toEqual([
      { name: 'closed', kind: 'state', inside: ['door.knock / ignored'] },
      { name: 'open', kind: 'state', inside: ['door.open → open'] },
      { name: 'broken', kind: 'final', inside: [] },
    ]);
    expect(arrows).toEqual([
      { from: 'door.closed', to: 'door.open', labels: ['door.open [isOpen]'], events: ['door.open'] },
      { from: 'door.closed', to: 'door.broken', labels: ['door.open [else]'], events: ['door.open'] },
      { from: 'door.open', to: 'door.closed', labels: ['after patience'], events: ['after patience'] },
    ]);
  });
});

function statesIn(box: StateBox): readonly StateBox[] {
  return [box, ...box.states.flatMap(statesIn)];
}

function nodesIn(node: AnyStateNode): readonly AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesIn)];
}

/** The straight pieces of a way, each as the thin box it fills. */
function pieces(points: readonly Point[]): readonly Rect[] {
  return points.slice(1).map((end, index) => {
    const start = points[index] ?? end;
    const [x, y] = [Math.min(start.x, end.x), Math.min(start.y, end.y)];
    return { x, y, width: Math.abs(start.x - end.x), height: Math.abs(start.y - end.y) };
  });
}

function overlap(one: Rect, two: Rect): boolean {
  return (
    one.x < two.x + two.width && two.x < one.x + one.width && one.y < two.y + two.height && two.y < one.y + one.height
  );
}
