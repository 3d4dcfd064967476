export { TestClock as WorldClock } from 'xstate-phoenix/testing';
