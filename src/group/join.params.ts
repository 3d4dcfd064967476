import { ConfigurationError } from '../errors.ts';
import type { JoinParams } from '../machines/channel/join.options.ts';
import { isPromiseLike } from '../machines/promise.ts';
import { isRecord } from '../values.ts';

/** Adds params of our own to those of the user. `own` is called at each join. */
export function withOwn(given: JoinParams = {}, own: () => object): (attempt: number) => unknown {
  return (attempt) => {
    const added = own();
    const params: unknown = typeof given === 'function' ? given(attempt) : given;
    return isPromiseLike(params) ? params.then((value) => merged(value, added)) : merged(params, added);
  };
}

/** Null and undefined stay what they are: there are no params yet. */
function merged(params: unknown, own: object): unknown {
  if (params === null || params === undefined) return params;
  if (!isRecord(params)) throw new ConfigurationError([{ path: 'params', message: 'must be an object' }]);
  return { ...params, ...own };
}
