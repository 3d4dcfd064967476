import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ClientOptions } from 'ws';
import { ws } from '../../src/transport/ws.absent.ts';
import type { WsOptions } from '../../src/transport/ws.options.ts';
import { ws as wsOfNode } from '../../src/transport/ws.ts';

describe('ws() in a build that is not for Node', () => {
  it('says what to use in its place', () => {
    expect(() => ws()).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        problems: [
          {
            path: 'transport',
            message:
              'can not be ws(), because this build is not for Node; use websocket(), or leave transport out (if it does run in Node, build it with the export condition "node")',
          },
        ],
      }),
    );
  });

  it('has the type that it has in Node', () => {
    expectTypeOf(ws).toEqualTypeOf(wsOfNode);
  });
});

describe('the options of ws()', () => {
  it('are all that the package ws takes, and no type of it', () => {
    expectTypeOf<ClientOptions>().toExtend<WsOptions>();
    expectTypeOf<keyof ClientOptions>().toExtend<keyof WsOptions>();
  });
});
