/** What all processes know. */
export const GROUP = 'group:sensors';
export const topics = Array.from({ length: 2_000 }, (_, index) => `sensor:${index + 1}`);
