/** The hash of the page's url in a frame. The page then waits for a message with this text and a MessagePort. */
export const PORT = 'xstate-phoenix-inspector';
