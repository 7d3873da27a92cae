// `docket validate DIR`: says what a cluster would say of the objects of docket.dev in a folder, before it is asked.

import { counted, findingLine, isMissing } from './files/findings.ts';
import { EXIT, type Io } from './io.ts';
import { summaryOf, validateDirectory, type Validation } from './files/validation.ts';

/** The command. Prints each finding as `file:line:column: field: message (fix)`, then a summary. */
export async function runValidate(root: string, io: Pick<Io, 'out' | 'err'>): Promise<number> {
  let validation: Validation;
  try {
    validation = await validateDirectory(root);
  } catch (error) {
    if (!isMissing(error)) throw error;
    io.err(`docket validate: ${root} does not exist; name a folder or a file with Docket's YAML\n`);
    return EXIT.usage;
  }
  const { findings, objects } = validation;
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
