// What `docket test` prints for people: the checks as kubectl would list them, then what fails and why the rest is unknown.

import { oneLine } from '../printable.ts';
import { table } from '../table.ts';
import type { ToldCheck } from './report.ts';

const CHECKS = ['NAMESPACE', 'NAME', 'TYPE', 'RESULT', 'REASON', 'FAILING', 'DUE', 'UNKNOWN', 'EXEMPTED', 'PASSING'];
const SUBJECTS = ['NAMESPACE', 'CHECK', 'FAILING', 'REASON', 'SINCE', 'DUE-AT', 'TITLE'];

export function reportText(checks: readonly ToldCheck[]): string {
  const failing = checks.flatMap(failingRows);
  const unknown = checks.filter(({ result }) => result === 'Unknown');
  return [
    table([...CHECKS, 'NEXT-DEADLINE'], checks.map(checkRow)),
    ...(failing.length === 0 ? [] : [table(SUBJECTS, failing)]),
    ...(unknown.length === 0 ? [] : [unknown.map(unknownLine).join('\n')]),
  ].join('\n\n');
}

function checkRow({ namespace, name, type, result, reason, counts, nextDeadline = '' }: ToldCheck): string[] {
  const { failing, due, unknown, exempted, passing } = counts;
  return [
    namespace,
    name,
    type,
    result,
    reason,
    ...[failing, due, unknown, exempted, passing].map(String),
    nextDeadline,
  ];
}

function failingRows({ namespace, name: check, counts, failing, titles }: ToldCheck): string[][] {
  const rows = failing.map(({ name, reason, since = '', dueAt = '' }) => {
    return [namespace, check, name, reason, since, dueAt, titles.get(name) ?? ''];
  });
  const rest = counts.failing - failing.length;
  return rest > 0 ? [...rows, [namespace, check, `and ${rest} more`]] : rows;
}

function unknownLine({ namespace, name, reason, message }: ToldCheck): string {
  return oneLine(`${namespace}/${name} is Unknown, ${reason}: ${message}`);
}
