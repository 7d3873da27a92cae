// The flags and help of the commands that read files. Reads none.

/** What names the files. */
export const FILES_HELP = 'a folder of YAML files, one file, or - for standard input';

export const STRICT = [
  '--strict',
  'refuse files that hold no Kubernetes objects; default: skip and count them',
] as const;
export const VERBOSE = ['-v, --verbose', 'tell what is skipped, and why'] as const;

export interface FileFlags {
  readonly strict?: true;
  readonly verbose?: true;
}
