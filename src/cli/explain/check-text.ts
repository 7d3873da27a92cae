// `docket explain check/NAME` for people.

import { counted } from '../findings.ts';
import { oneLine } from '../printable.ts';
import type { CheckExplanation, SourceExplanation } from './check.ts';
import type { ExplainedSubject } from './check-subjects.ts';
import type { ExceptionExplanation } from './exceptions.ts';
import { indented, layout, named } from './text.ts';

export function checkText(check: CheckExplanation): string {
  const { kind, namespace, name, now, type, failing, due, unknown, exempted } = check;
  return layout(`${kind} ${namespace}/${name} (${type}) as of ${now}`, [
    { heading: `${check.result}: ${check.reason}`, lines: verdictLines(check) },
    { heading: 'Rests on', lines: named(check.sources.map(sourceLine)) },
    { heading: `Failing (${check.counts.failing})`, lines: failing.flatMap(subjectLines) },
    { heading: `Due (${check.counts.due})`, lines: due.flatMap(subjectLines) },
    { heading: `Unknown (${check.counts.unknown})`, lines: unknown.flatMap(subjectLines) },
    { heading: `Exempted (${check.counts.exempted})`, lines: exempted.flatMap(subjectLines) },
    { heading: 'Exceptions', lines: check.exceptions.flatMap(exceptionLines) },
  ]);
}

function verdictLines({ meaning, message, stored, rule, counts, wouldBe, nextDeadline }: CheckExplanation): string[] {
  return named([
    ['meaning', meaning ?? message],
    ['stored', stored && `${stored.result}: ${stored.reason}`],
    ['rule', rule],
    ['subjects', countsText(counts)],
    ['would be', wouldBe && `${countsText(wouldBe)}, without the exceptions`],
    ['next deadline', nextDeadline],
  ]);
}

function countsText(counts: NonNullable<CheckExplanation['wouldBe']>): string {
  const parts = Object.entries<number>({ ...counts }).filter(([, count]) => count > 0);
  return parts.length === 0 ? 'none' : parts.map(([result, count]) => `${count} ${result}`).join(', ');
}

function sourceLine({ name, state, reason, asOf }: SourceExplanation): [string, string] {
  return [name, [state, reason, asOf && `as of ${asOf}`].filter((part) => part).join(', ')];
}

function subjectLines(subject: ExplainedSubject): string[] {
  const { name, title, result, reason, meaning, since, dueAt, facts, exemptedBy } = subject;
  const times = [since && `since ${since}`, dueAt && `due ${dueAt}`].filter((part) => part);
  const verdict = exemptedBy.length > 0 ? `would be ${result}, ${reason}` : reason;
  return [
    oneLine([name, title && `"${title}"`].filter((part) => part).join(' ')),
    ...indented([
      [verdict, ...times].join(', '),
      ...(meaning === undefined ? [] : [meaning]),
      ...facts.map((fact) => `- ${fact}`),
      ...(exemptedBy.length > 0 ? [`exempted by ${exemptedBy.join(', ')}`] : []),
    ]),
  ];
}

function exceptionLines(exception: ExceptionExplanation): string[] {
  const { name, state, until, requestedBy, approvedBy, reason, ticketURL, applied } = exception;
  const end = until === undefined ? '' : ` until ${until}`;
  return [
    oneLine(`${name}: ${state}${end}, covers ${counted(applied, 'verdict')}`),
    ...indented([
      `requested by ${requestedBy}, ${approvedBy === undefined ? 'approved by nobody' : `approved by ${approvedBy}`}`,
      ticketURL === undefined ? reason : `${reason} (${ticketURL})`,
    ]),
  ];
}
