/** Why a call does not wait any longer, by code. */
export const waitSentences = {
  // Read behind what is awaited, and the topic.
  answer_late: () => 'did not come in time.',
  answer_given_up: () => 'is no longer awaited.',
  connect_late: () => 'There was no connection in time.',
  disconnect_late: () => 'The connection did not end in time.',
  given_up: () => 'The wait was given up.',
  call_late: () => 'The call got no answer in time.',
  call_given_up: () => 'The call was given up.',
  ping_late: () => 'The ping got no answer in time, or was given up.',
  ping_unconnected: () => 'There is no connection to ping over.',
  refresh_late: () => 'The url, params, token or headers took too long, or were given up.',
  refresh_unconnected: () => 'There is no connection to refresh.',
  disconnect_came: () => 'The client was asked to disconnect before it had connected.',
  connect_came: () => 'The client was asked to connect again before it had disconnected.',
} as const;
