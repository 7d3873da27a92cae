// `docket explain check/NAME` for people.

import { counted } from '../files/findings.ts';
import { oneLine } from '../printable.ts';
import type { CheckExplanation, SourceExplanation } from '../../judgement/explain/check.ts';
import type { ExplainedSubject } from '../../judgement/explain/check-subjects.ts';
import type { ExceptionExplanation } from '../../judgement/explain/exceptions.ts';
import { indented, layout, named, type Section } from './text.ts';

export function checkText(check: CheckExplanation): string {
  const { kind, namespace, name, now, type, failing, due, unknown, exempted } = check;
  return layout(`${kind} ${namespace}/${name} (${type}) as of ${now}`, [
    { heading: `${check.result}: ${check.reason}`, lines: verdictLines(check) },
    { heading: 'Rests on', lines: named(check.sources.map(sourceLine)) },
    listed('Failing', check.counts.failing, failing),
    listed('Due', check.counts.due, due),
    listed('Unknown', check.counts.unknown, unknown),
    listed('Exempted', check.counts.exempted, exempted),
    { heading: 'Exceptions', lines: check.exceptions.flatMap(exceptionLines) },
  ]);
}

function listed(heading: string, count: number, subjects: readonly ExplainedSubject[]): Section {
  const rest = count - subjects.length;
  const lines = [...subjects.flatMap(subjectLines), ...(rest > 0 ? [`and ${rest} more`] : [])];
  return { heading: `${heading} (${count})`, lines };
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

/** What is not obvious of what it covers. */
function scopeLines({ covers, waiting }: ExceptionExplanation): string[] {
  if (covers === 'Future') return ['covers whatever carries its labels, also what comes later'];
  return waiting === undefined
    ? []
    : [`${counted(waiting, 'subject')} came later, or became worse: they wait for a new approval`];
}

function exceptionLines(exception: ExceptionExplanation): string[] {
  const { name, state, until, requestedBy, approvedBy, reason, ticketURL, applied } = exception;
  const end = until === undefined ? '' : ` until ${until}`;
  return [
    oneLine(`${name}: ${state}${end}, covers ${counted(applied, 'verdict')}`),
    ...indented([
      `requested by ${requestedBy}, ${approvedBy === undefined ? 'approved by nobody' : `approved by ${approvedBy}`}`,
      ticketURL === undefined ? reason : `${reason} (${ticketURL})`,
      ...scopeLines(exception),
    ]),
  ];
}
