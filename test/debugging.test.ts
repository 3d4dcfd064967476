import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { channelMachine, clientMachine } from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';
import { blocksOf, run } from './support/blocks.ts';

const guide = readFileSync(new URL('../docs/debugging.md', import.meta.url), 'utf8');

describe('the guide to debugging', () => {
  it('has a program that prints what it says', { timeout: 30_000 }, async () => {
    const server = await startServer({
      channels: {
        'room:*': {
          join: () => ({ ok: {} }),
          handleIn(event, payload: object, channel) {
            channel.broadcast(event, payload);
            return { reply: 'ok' };
          },
        },
      },
    });
    const program = blocksOf(guide).find((block) => block.includes('onFrame(')) ?? '';
    const [, printed] = /```text\n(.*?)```/s.exec(guide) ?? [];
    expect(await run(program, server.url)).toBe(printed);
    await server.stop();
  });

  it.each([
    ['client', clientMachine, "What the client's `value` means:"],
    ['topic', channelMachine, "What a topic's `value` means:"],
  ])('says what each state of a %s means, and names no other', (_, machine, heading) => {
    const [, table = ''] = /\n\n(\|.*?)\n\n/s.exec(guide.slice(guide.indexOf(heading))) ?? [];
    const firsts = Array.from(table.matchAll(/^\| (`.*?) \|/gm), ([, cell = '']) => cell);
    const named = firsts.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, state = '']) => state));
    const paths = statesIn(machine.root).map(({ path }) => path.join('.'));
    expect(named.filter((state) => !paths.includes(state))).toEqual([]);
    const leaves = statesIn(machine.root).filter(({ states }) => Object.keys(states).length === 0);
    const isNamed = ({ path }: AnyStateNode) =>
      path.some((_, depth) => named.includes(path.slice(0, depth + 1).join('.')));
    // Nobody needs to find out why a client does nothing after they have stopped it.
    expect(leaves.filter((leaf) => !isNamed(leaf)).map(({ key }) => key)).toEqual(
      heading.includes('client') ? ['stopped'] : [],
    );
  });
});

function statesIn(node: AnyStateNode): readonly AnyStateNode[] {
  return Object.values(node.states).flatMap((state) => [state, ...statesIn(state)]);
}
