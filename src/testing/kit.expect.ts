import type { Payload } from '../listen.ts';
import type { JoinAct, PushAct } from './acts.types.ts';
import type { Desk } from './desk.ts';
import type { Expectations, Within } from './expectations.ts';
import type { JoinAnswer, JoinMatchers, TestExpectations } from './kit.types.ts';
import type { NameMatcher } from './match.ts';
import * as wanted from './wanted.ts';

/** Makes the methods of a test server that expect and refute. */
export function expecting(expectations: Expectations, desk: Desk, accept: () => void): TestExpectations {
  const expectJoin = async <P = Payload>(
    topic: NameMatcher,
    { params, reply, ...within }: JoinMatchers<P> & JoinAnswer & Within = {},
  ): Promise<JoinAct<P>> => {
    const act = await expectations.expect(wanted.wantedJoin(topic, params), within);
    if (reply === undefined) desk.welcome(act);
    else if (reply !== 'hold') act.reply(...reply);
    return act as JoinAct<P>;
  };
  return {
    expectConnect: ({ withinMs, connection, ...matchers } = {}) =>
      expectations.expect(wanted.wantedConnect(matchers), { withinMs, connection }),
    refuteConnect: ({ withinMs, connection, ...matchers } = {}) =>
      expectations.refute(wanted.wantedConnect(matchers), { withinMs, connection }),
    expectJoin,
    refuteJoin: (topic, { params, ...within } = {}) => expectations.refute(wanted.wantedJoin(topic, params), within),
    connectAndExpectJoin: (topic, options) => {
      accept();
      return expectJoin(topic, options);
    },
    expectLeave: (topic, within = {}) => expectations.expect(wanted.wantedLeave(topic), within),
    refuteLeave: (topic, within = {}) => expectations.refute(wanted.wantedLeave(topic), within),
    expectPush: async <P = Payload>(
      ...[topic, event, payload, within = {}]: Parameters<TestExpectations['expectPush']>
    ) => (await expectations.expect(wanted.wantedPush(topic, event, payload), within)) as PushAct<P>,
    refutePush: (topic, event, payload, within = {}) =>
      expectations.refute(wanted.wantedPush(topic, event, payload), within),
    expectHeartbeat: (within = {}) => expectations.expect(wanted.wantedHeartbeat, within),
    refuteHeartbeat: (within = {}) => expectations.refute(wanted.wantedHeartbeat, within),
    expectDisconnect: ({ code, ...within } = {}) => expectations.expect(wanted.wantedDisconnect(code), within),
    refuteDisconnect: ({ code, ...within } = {}) => expectations.refute(wanted.wantedDisconnect(code), within),
  };
}
