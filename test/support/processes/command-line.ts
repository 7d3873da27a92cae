// Runs commands of the program in the test's process, on files that the test writes, and captures their output.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../../src/cli/program.ts';

export interface Heard {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `docket` with these arguments. */
export async function docket(...argv: readonly string[]): Promise<Heard> {
  return docketWithInput('', ...argv);
}

/** Runs `docket` with a text, or bytes, as its standard input. */
export async function docketWithInput(input: string | Uint8Array, ...argv: readonly string[]): Promise<Heard> {
  let [out, err] = ['', ''];
  const code = await run(argv, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    async *input() {
      yield Buffer.from(input);
    },
    interactive: false,
    width: 120,
    signal: AbortSignal.timeout(60_000),
  });
  return { code, out, err };
}

/** A folder of files that is removed at the end of the test. */
export class Folder implements AsyncDisposable {
  readonly path: string;

  private constructor(folder: string) {
    this.path = folder;
  }

  /** Writes the given files by name: text unchanged, objects as the documents of one file, as JSON (which is valid YAML). */
  static async with(files: Readonly<Record<string, string | readonly object[]>>): Promise<Folder> {
    const folder = new Folder(await mkdtemp(path.join(tmpdir(), 'docket-files-')));
    for (const [name, content] of Object.entries(files)) await folder.write(name, content);
    return folder;
  }

  async write(name: string, content: string | readonly object[]): Promise<void> {
    const text = typeof content === 'string' ? content : content.map((each) => JSON.stringify(each)).join('\n---\n');
    const file = path.join(this.path, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}
