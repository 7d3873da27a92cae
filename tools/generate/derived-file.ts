// What a generator hands on. Holds nothing but the type, so that every generator can name it.

/** A path from the root of the repository, and what the file must hold. */
export interface DerivedFile {
  readonly file: string;
  readonly text: string;
}
