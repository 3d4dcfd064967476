export { nextTask } from '../../src/testing/task.ts';
