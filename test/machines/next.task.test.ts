import { afterEach, describe, expect, it, vi } from 'vitest';
import { NextTask as NextTaskOfNode } from '../../src/machines/next.task.node.ts';
import { NextTask } from '../../src/machines/next.task.ts';
import { nextTask } from '../support/task.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each([
  ['in Node', NextTaskOfNode, globalThis.MessageChannel],
  ['in a browser', NextTask, globalThis.MessageChannel],
  ['on a platform without message channels', NextTask, undefined],
])('the next task %s', (_, Task, channel) => {
  /** What was called, after enough tasks for one that was requested. */
  async function calledAfter(act: (task: NextTask | NextTaskOfNode, called: () => number) => void): Promise<number> {
    vi.stubGlobal('MessageChannel', channel);
    let called = 0;
    const task = new Task(() => {
      called += 1;
    });
    act(task, () => called);
    for (let turn = 0; turn < 5; turn += 1) await nextTask();
    task.close();
    return called;
  }

  it('comes once for each request, and not at once', async () => {
    const later = await calledAfter((task, called) => {
      task.request();
      expect(called()).toBe(0);
    });
    expect(later).toBe(1);
    expect(await calledAfter(() => {})).toBe(0);
  });

  it('does not come after it was closed', async () => {
    const called = await calledAfter((task) => {
      task.request();
      task.close();
    });
    expect(called).toBe(0);
  });
});
