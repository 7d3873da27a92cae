// The string and number formats that Docket's schemas use, accepting what kube-apiserver's own
// library for formats accepts (k8s.io/kube-openapi/pkg/validation/strfmt), which is laxer than RFC 3339.

import type { Ajv } from 'ajv';

const TIME = /^(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/;
/** Go accepts an hour of one digit, and a comma before the fraction. */
const META_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{1,2}):(\d{2}):(\d{2})(?:[.,]\d+)?(?:Z|[+-](\d{2}):(\d{2}))$/;
/** The largest hour, minute and second, and the largest hour and minute of the zone. */
const META_TIME_LIMITS = [23, 59, 59, 24, 60] as const;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * Whether kube-apiserver takes a string as `format: date-time`. The day must exist in its month, there is no leap second,
 * any character may come before the fraction, and what follows a second T is ignored. So `Date.parse` may refuse a string that
 * passes: where people or providers write a time, the schema has a pattern as well.
 */
function isDateTime(text: string): boolean {
  const [date = '', time] = text.toLowerCase().split('t');
  return time !== undefined && isDate(date) && isTime(time);
}

function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  return day >= 1 && day <= daysIn(year, month);
}

/** Whether kube-apiserver can read a string as a `metav1.Time`, of metadata for example: as Go's time.Parse reads RFC 3339. */
export function isMetaTime(text: string): boolean {
  const match = META_TIME.exec(text);
  if (match === null) return false;
  const [date = '', ...parts] = match.slice(1);
  return isDate(date) && META_TIME_LIMITS.every((limit, index) => Number(parts[index] ?? 0) <= limit);
}

function isTime(text: string): boolean {
  const match = TIME.exec(text);
  if (match === null) return false;
  const [hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return hour <= 23 && minute <= 59 && second <= 59;
}

/** Beyond 2^53 a number stands for those around it; the largest below 2^63 is the last that an API server takes. */
const isInt64 = (value: number): boolean => Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;

export function addFormats(ajv: Ajv): void {
  ajv.addFormat('date-time', isDateTime);
  ajv.addFormat('int32', { type: 'number', validate: (value) => value >= -(2 ** 31) && value < 2 ** 31 });
  ajv.addFormat('int64', { type: 'number', validate: isInt64 });
}

/** 0 for a month that does not exist. */
function daysIn(year: number, month: number): number {
  if (month < 1 || month > 12) return 0;
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
