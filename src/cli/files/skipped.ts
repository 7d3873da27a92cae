// What was read and is not Docket's: listed with --verbose, refused with --strict.

import { oneLine } from '../printable.ts';
import { counted, type Finding, inOrder } from './findings.ts';
import type { Loaded } from './load-yaml.ts';
import type { LoadedObject, Skipped } from './read-objects.ts';

export interface NotJudged {
  readonly loaded: Loaded;
  /** Kubernetes objects that are neither Docket's nor referred to. */
  readonly others: readonly LoadedObject[];
}

/** One line for each document that was skipped and each path that .docketignore excludes. */
export function skippedLines({ loaded, others }: NotJudged): string[] {
  const objects = others.map(({ file, line, object: { kind, apiVersion } }): Skipped => {
    return { file, line, why: `${kind} of ${apiVersion} is of another group` };
  });
  return [
    ...[...loaded.skipped, ...objects].sort(inOrder).map(({ file, line, why }) => `${file}:${line}: skipped: ${why}`),
    ...loaded.leftOut.map((name) => `${name}: skipped: .docketignore names it`),
  ].map(oneLine);
}

/** `, 2 documents of other groups and 1 of other tools skipped`; empty when there are none. */
export function skippedText({ loaded, others }: NotJudged): string {
  const parts = [
    ...(others.length === 0 ? [] : [`${counted(others.length, 'document')} of other groups`]),
    ...(loaded.skipped.length === 0 ? [] : [`${counted(loaded.skipped.length, 'document')} of other tools`]),
  ];
  return parts.length === 0 ? '' : `, ${parts.join(' and ')} skipped`;
}

/** With --strict every document must be a Kubernetes object; its group does not matter. */
export function strictFindings({ skipped }: Loaded): Finding[] {
  return skipped.map(({ file, line, why }) => ({
    file,
    line,
    column: 1,
    field: '',
    message: why,
    fix: 'move it, name it in .docketignore, or leave out --strict',
  }));
}
