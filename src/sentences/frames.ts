/** Why a frame can not be read or written, by code. */
export const frameSentences = {
  /** Read behind the field: 'The topic'. */
  too_long: (bytes: number) => `of a binary frame takes ${bytes} bytes; 255 is the limit.`,
  truncated: (bytes: number) => `A binary frame of ${bytes} bytes is shorter than its header says.`,
  not_utf8: () => 'A binary frame has a ref, topic or event that is not UTF-8.',
  no_bytes: () => 'A binary frame is empty.',
  unknown_kind: (kind: number) => `A binary frame has the unknown kind ${kind}.`,
  not_json: (length: number) => `A text frame of ${length} characters is not JSON.`,
  not_array: () => 'A text frame is not an array [join_ref, ref, topic, event, payload].',
  not_frame: () => 'The serializer did not return a frame.',
  malformed: () => 'The serializer could not read a frame; see cause.',
  blob: () => 'A Blob can not be sent; send the result of its arrayBuffer() instead.',
  json_type: (payload: unknown) => `A payload of type ${typeof payload} is not JSON.`,
  not_object: () => 'A text frame is not an object with topic, event, payload and ref.',
  v1_frame: () => 'Version 1 of the protocol has no binary frames.',
  v1_payload: () => 'Version 1 of the protocol has no binary payloads; use v2().',
  unencodable: () => 'A payload can not be written as JSON.',
} as const;

/** Sentences about the library itself. */
export const ownSentences = {
  action: (expected: readonly string[], event: string) =>
    `An action for ${expected.join(' or ')} was called for ${event}.`,
} as const;
