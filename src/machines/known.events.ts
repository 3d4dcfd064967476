/** The part of a machine that is needed: the types of event that its transitions name. */
interface Chart {
  readonly events: readonly string[];
}

/** Whether a machine has a transition for a type of event, in any state. XState's own types are known, too. */
export function knows({ events }: Chart, type: string): boolean {
  return events.includes(type) || type.startsWith('xstate.');
}
