// What is wrong in files, and how it is printed: one line each, with file, line, column, field and what to write instead.

import type { LoadedObject } from './read-objects.ts';
import type { FileProblem } from './read-text.ts';
import { oneLine } from '../printable.ts';

/** Something that is wrong in a file. Lines and columns count from one. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The path of the field (`spec.interval`); empty when it is about the file or the whole object. */
  readonly field: string;
  readonly message: string;
  /** What to do about it, if known. */
  readonly fix?: string;
}

/** A finding about a field of an object; an empty field is the object itself. */
export function findingAt(loaded: LoadedObject, field: string, message: string, fix?: string): Finding {
  return { file: loaded.file, ...loaded.locate(field), field, message, ...(fix === undefined ? {} : { fix }) };
}

export interface Placed {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** Sorts by file, line and column. */
export function inOrder(one: Placed, other: Placed): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || (one.column ?? 0) - (other.column ?? 0);
}

/** `file:line:column: field: message (fix)`, safe to print, without a line break. */
export function findingLine({ file, line, column, field, message, fix }: Finding): string {
  const where = field === '' ? '' : `${field}: `;
  return oneLine(`${file}:${line}:${column}: ${where}${message}${fix === undefined ? '' : ` (${fix})`}`);
}

/** A problem of a whole file, as a finding without a field. */
export const problemFinding = (problem: FileProblem): Finding => ({ ...problem, field: '' });

/** `1 finding`, `2 findings`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The message for a folder or file that does not exist. */
export const missingText = (command: string, root: string): string =>
  `docket ${command}: ${root} does not exist; name a folder or a file with Docket's YAML, or - for standard input\n`;

/** Whether the error says that a file or folder does not exist. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
