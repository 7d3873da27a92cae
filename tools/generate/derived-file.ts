// The output of a generator. Contains only the type, so that every generator can import it.

/** A path from the root of the repository, and the text of the file. */
export interface DerivedFile {
  readonly file: string;
  readonly text: string;
}
