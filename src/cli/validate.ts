// `docket validate DIR`: says what a cluster would say of the objects of docket.dev in a folder, before it is asked.

import { accessFindings } from './files/access-findings.ts';
import { counted, findingLine, inOrder, isMissing, missingText } from './files/findings.ts';
import { skippedLines } from './files/skipped.ts';
import { summaryOf, validateDirectory, type Validation } from './files/validation.ts';
import { webhookFindings } from './files/webhook-findings.ts';
import { EXIT, type Io } from './io.ts';

export interface ValidateOptions {
  /** A folder, a file, or `-`. */
  readonly root: string;
  readonly strict?: boolean;
  readonly verbose?: boolean;
}

/** The command. Prints each finding as `file:line:column: field: message (fix)`, then a summary. */
export async function runValidate(
  { root, strict = false, verbose = false }: ValidateOptions,
  io: Pick<Io, 'out' | 'err' | 'input'>,
): Promise<number> {
  let validation: Validation;
  try {
    validation = await validateDirectory(root, { strict, input: io.input });
  } catch (error) {
    if (!isMissing(error)) throw error;
    io.err(missingText('validate', root));
    return EXIT.usage;
  }
  const { objects } = validation;
  const further = [...(await accessFindings(validation)), ...webhookFindings(validation)];
  const findings = [...validation.findings, ...further].sort(inOrder);
  if (verbose)
    io.err(
      skippedLines(validation)
        .map((line) => `${line}\n`)
        .join(''),
    );
  io.out(findings.map((finding) => `${findingLine(finding)}\n`).join(''));
  const summary = summaryOf(validation);
  if (findings.length > 0) {
    io.err(`docket validate: ${counted(findings.length, 'finding')} in ${summary}\n`);
    return EXIT.usage;
  }
  if (objects === 0) {
    io.err(`docket validate: nothing to validate: ${summary}\n`);
    return EXIT.usage;
  }
  io.out(`valid: ${summary}\n`);
  return EXIT.ok;
}
