// Instants as texts in objects: RFC 3339 in UTC. Reads no clock.

/** As Kubernetes writes it in metav1.Time: `2026-03-02T10:00:00Z`, whole seconds, fractions cut off. */
export function rfc3339(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

/** With the milliseconds, where there are some. */
export function rfc3339Exact(instant: Date): string {
  return instant.getTime() % 1_000 === 0 ? rfc3339(instant) : instant.toISOString();
}

/** Whether the date that a text begins with (`2026-02-30`) is in the calendar: JavaScript takes this one for a day of March. */
export function hasItsDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
