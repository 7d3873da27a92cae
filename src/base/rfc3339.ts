// Instants as texts in objects: RFC 3339 in UTC. Reads no clock.

/** The first and the last instant of the years that RFC 3339 can write; what is beyond them is taken for them. Epoch milliseconds. */
const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59Z');

/** An instant that can be written: `0000-01-01T00:00:00+14:00` can be read, and has no text in UTC. */
export function writable(ms: number): number {
  return Math.min(Math.max(ms, FIRST_INSTANT), LAST_INSTANT);
}

/** As Kubernetes writes it in metav1.Time: `2026-03-02T10:00:00Z`, whole seconds, fractions cut off. */
export function rfc3339(instant: Date): string {
  return `${isoText(instant).slice(0, 19)}Z`;
}

/** With the milliseconds, where there are some. */
export function rfc3339Exact(instant: Date): string {
  const text = isoText(instant);
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text;
}

function isoText(instant: Date): string {
  const ms = instant.getTime();
  // Deadlines are sums: years from an instant that is late already, they have no text otherwise, and one that the API server refuses.
  return ms < FIRST_INSTANT || ms > LAST_INSTANT ? new Date(writable(ms)).toISOString() : instant.toISOString();
}

/** Whether the date that a text begins with (`2026-02-30`) is in the calendar: JavaScript takes this one for a day of March. */
export function hasItsDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
