/** What our view in a frame, loaded with this as its hash, waits for; a port comes with it, and the beats through that. */
export const PORT = 'xstate-phoenix-inspector';
