import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PhoenixWorld } from './support/world.ts';

/** A page that the test shows, hides and puts away. */
class Page extends EventTarget {
  readonly document = Object.assign(new EventTarget(), { visibilityState: 'visible' });

  tell(type: string): void {
    this.dispatchEvent(new Event(type));
  }

  hide(): void {
    this.document.visibilityState = 'hidden';
    this.tell('visibilitychange');
  }

  show(): void {
    this.document.visibilityState = 'visible';
    this.tell('visibilitychange');
  }
}

let page: Page;
beforeEach(() => {
  page = new Page();
  vi.stubGlobal('window', page);
  vi.stubGlobal('document', page.document);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a socket in a page', () => {
  it('does not reconnect while the page is hidden, and does at once when it is shown', () => {
    const world = new PhoenixWorld();
    world.open();
    page.hide();
    world.conn.end(1006);
    world.pass(3_600_000);
    expect(world.conns).toHaveLength(1);
    page.show();
    expect(world.conns).toHaveLength(2);
    page.document.dispatchEvent(new Event('resume'));
    expect(world.conns).toHaveLength(2);
  });

  it('stops to reconnect when the page is hidden during the wait', () => {
    const world = new PhoenixWorld();
    world.open().end(1006);
    page.hide();
    world.pass(60_000);
    expect(world.conns).toHaveLength(1);
    page.show();
    expect(world.conns).toHaveLength(2);
  });

  it('gives up an attempt that hangs when the page is shown, unless it was made for that', () => {
    const world = new PhoenixWorld();
    world.socket.connect();
    page.show();
    world.conn.end(1006);
    expect(world.conns[0]?.closing).toEqual([]);
    world.conns[0]?.end(1006);
    expect(world.conns).toHaveLength(2);
    page.show();
    expect(world.conns).toHaveLength(2);
  });

  it('does nothing when a page is shown that it is connected in', () => {
    const world = new PhoenixWorld();
    world.open();
    page.hide();
    page.show();
    expect(world.conns).toHaveLength(1);
    expect(world.conn.frames).toEqual([]);
  });

  it('is not connected by a page that is shown, if it never was or if the program has disconnected it', () => {
    const world = new PhoenixWorld();
    page.show();
    expect(world.conns).toHaveLength(0);
    world.open();
    world.socket.disconnect();
    world.conn.end(1000);
    page.show();
    expect(world.conns).toHaveLength(1);
  });

  it('disconnects when the page is put away, and connects when it is shown again', () => {
    const world = new PhoenixWorld();
    world.open();
    page.tell('pagehide');
    expect(world.conn.closing).toEqual([]);
    page.tell('pageshow');
    expect(world.conns).toHaveLength(2);
    page.tell('pageshow');
    expect(world.conns).toHaveLength(2);
  });

  it('stays as it is when the program has disconnected before the page was put away', () => {
    const world = new PhoenixWorld();
    world.open();
    world.socket.disconnect();
    page.tell('pagehide');
    page.tell('pageshow');
    expect(world.conns).toHaveLength(1);
  });
});
