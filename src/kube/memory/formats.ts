// The formats of a schema that the embedded cluster checks, as an API server checks them (kube-openapi's strfmt).
// A format that is not here makes the CRD refused when the cluster is made.

const DATE = /^\d{4}-(\d{2})-(\d{2})$/;
const TIME = /^(\d{2}):(\d{2}):(\d{2})(.[0-9]+)?(z|[+-]\d{2}:\d{2})$/;

export function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** RFC 3339 in either letter case, with a zone; a leap second is refused. */
export function isDateTime(text: string): boolean {
  const [date, time] = text.toLowerCase().split('t');
  const parts = TIME.exec(time ?? '');
  if (parts === null || !isDate(date ?? '')) return false;
  const [, hours, minutes, seconds] = parts;
  return Number(hours) <= 23 && Number(minutes) <= 59 && Number(seconds) <= 59;
}

const INT32_MAX = 2 ** 31 - 1;
const INT64_MAX = 2 ** 63;

/** By format: the texts or the numbers that it takes. `double` and `password` take all. */
export const TEXT_FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': isDateTime,
  date: isDate,
  password: () => true,
};
export const NUMBER_FORMATS: Readonly<Record<string, (value: number) => boolean>> = {
  int32: (value) => value >= -INT32_MAX - 1 && value <= INT32_MAX,
  int64: (value) => value >= -INT64_MAX && value < INT64_MAX,
  double: () => true,
};
