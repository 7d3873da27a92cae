// `docket test DIR`: judges the objects of a folder of YAML as the operator would at an instant, for a repository's CI. Makes no
// connection and writes nothing.

import { type FileObjects, readObjects } from '../files/file-objects.ts';
import { counted, findingLine, isMissing, missingText } from '../files/findings.ts';
import { skippedLines } from '../files/skipped.ts';
import { EXIT, type Io } from '../io.ts';
import { judgeObjects } from '../../judgement/offline/judge-objects.ts';
import { jsonText, oneLine } from '../printable.ts';
import { junitXml } from './junit.ts';
import { effectNotes } from './notes.ts';
import { exitCodeOf, reportOf, type ToldCheck, withoutWords } from './report.ts';
import { reportText } from './text.ts';

export type TestOutput = 'table' | 'json' | 'junit';

export interface TestOptions {
  /** A folder, a file, or `-`. */
  readonly dir: string;
  readonly now: Date;
  readonly output: TestOutput;
  /** Refuses documents that are not Kubernetes objects, instead of skipping them. */
  readonly strict: boolean;
  /** Lists what is skipped. */
  readonly verbose: boolean;
}

/** Resolves to 0 when no check fails or is unknown, 1 when one fails, 3 when none fails and one is unknown, 2 for wrong input. */
export async function runTest(options: TestOptions, io: Io): Promise<number> {
  const { dir, now, output } = options;
  const files = await readFiles(options, io);
  if (files === undefined) return EXIT.usage;
  const judgement = await judgeObjects({ now, objects: files.objects, access: files.access });
  const report = reportOf(judgement);
  if (report.checks.length === 0) {
    io.err(`docket test: no ComplianceCheck in ${dir}, so nothing can pass: ${files.summary}\n`);
    return EXIT.usage;
  }
  io.out(`${rendered(report, output)}\n`);
  io.err(
    [...files.notes, ...judgement.accessNotes, ...effectNotes(judgement)]
      .map((note) => `note: ${oneLine(note)}\n`)
      .join(''),
  );
  return exitCodeOf(report.checks);
}

/** Undefined when the files cannot be judged; the reason is printed. */
async function readFiles({ dir, now, strict, verbose }: TestOptions, io: Io): Promise<FileObjects | undefined> {
  try {
    const files = await readObjects(dir, now, { strict, input: io.input });
    if (verbose)
      io.err([...skippedLines(files.validation), `read: ${files.summary}`].map((line) => `${line}\n`).join(''));
    if (files.findings.length === 0) return files;
    io.err(files.findings.map((finding) => `${findingLine(finding)}\n`).join(''));
    io.err(`docket test: ${counted(files.findings.length, 'finding')} in ${files.summary}\n`);
  } catch (error) {
    if (!isMissing(error)) throw error;
    io.err(missingText('test', dir));
  }
  return undefined;
}

function rendered({ now, checks }: { now: string; checks: readonly ToldCheck[] }, output: TestOutput): string {
  switch (output) {
    case 'table':
      return reportText(checks);
    case 'json':
      return jsonText({ now, checks: checks.map(withoutWords) });
    case 'junit':
      return junitXml(now, checks);
  }
}
