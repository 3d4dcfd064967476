export { createWebSocketReceiver } from '@xstate/inspect';
