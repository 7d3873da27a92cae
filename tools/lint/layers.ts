// Who may import whom, as data: the one table behind the lint rules `docket/layers`, `docket/purity` and `docket/process`.
// The first row whose `files` match a file governs it. A new room is a new row here; no rule is written anywhere else.

/**
 * Paths are relative to the project's root. `*` matches a part of one path segment and `**` anything. `{own}` matches one segment that
 * must be equal in `files` and in the imported path: it keeps the folders of one room apart from each other.
 */
export interface Room {
  readonly files: readonly string[];
  /** Files whose values (and types) may be imported. */
  readonly values: readonly string[];
  /** Further files of which only types may be imported. The clock's type may be imported everywhere. */
  readonly types?: readonly string[];
  /** Decides only: no process, network, timer, clock or randomness, and only the packages of PURE_PACKAGES. */
  readonly pure?: true;
}

const BASE = 'src/base/**';
/** The files of `base` that pure rooms may use: all but the clock and code that waits on it. */
const PURE_BASE = ['instants', 'json', 'heap'].map((name) => `src/base/${name}.ts`);
const API = 'src/api/**';
const COMPLIANCE = 'src/compliance/**';
const JUDGED_KINDS = 'src/judgement/kinds.ts';
const KUBE_PORT = 'src/kube/client.ts';
const KUBE_ERRORS = 'src/kube/errors.ts';
const PROVIDER_PORTS = ['src/integrations/provider.ts', 'src/integrations/ports/**'];
const PORTS_FOLDER = 'src/integrations/ports/**';
const KIT = 'src/integrations/kit/**';
/** The pure files of the kit. */
const PURE_KIT = [
  'severity',
  'data-loss',
  'schema-fault',
  'retry-after',
  'people',
  'hints',
  'signature',
  'signature-presets',
  'microsoft/answers',
].map((name) => `src/integrations/kit/${name}.ts`);
const HTTP = 'src/integrations/http.ts';
const HTTP_PARTS = 'src/integrations/http/**';
const PLAN_FILES = [
  'src/controllers/{own}/plan.ts',
  'src/controllers/{own}/plan-*.ts',
  'src/controllers/{own}/conditions.ts',
];
/** The descriptor in the folder of a kind, and its constants. Not the list of all kinds, which imports the folders. */
const DESCRIPTOR_FILES = ['src/controllers/descriptor.ts', 'src/controllers/limits.ts', 'src/controllers/people.ts'];
const CREDENTIALS = 'src/controllers/credentials.ts';
/** What the controllers share that read a vendor: what a failure means, and when to read again. */
const READING = 'src/controllers/reading/**';
/** Those of it that see what the shell sees: what was thrown, a stored row. */
const READING_SHELL = [
  'endpoint',
  'refusals',
  'watched-object',
  'whole-listing',
  'vendor-listing',
  'listing-health',
].map((name) => `src/controllers/reading/${name}.ts`);
/** The controller that those of them are which only read lists. */
const READING_CONTROLLER = 'src/controllers/reading/reading-controller.ts';
const NORMALIZE_FILES = [
  'src/integrations/{own}/normalize.ts',
  'src/integrations/{own}/normalize-*.ts',
  'src/integrations/{own}/schema.ts',
  'src/integrations/{own}/schema-*.ts',
];

/** Types that the pure rooms may import. */
const PORTS = [KUBE_PORT, ...PROVIDER_PORTS, ...['plan', 'lister', 'effects'].map((name) => `src/runtime/${name}.ts`)];

export const CLOCK = 'src/base/clock.ts';
export const MAIN = 'src/main.ts';
const CONFIG = 'src/config.ts';
/** The one wrapper of fetch. */
export const HTTP_FILE = HTTP;

export const ROOMS: readonly Room[] = [
  { files: [MAIN, 'src/cli/**'], values: ['src/**', 'package.json'] },
  { files: [CONFIG], values: [BASE, API, COMPLIANCE, 'src/integrations/endpoints.ts'], types: ['src/**'] },
  // Composes the parts for every way of running them. Only main.ts and the commands import it.
  {
    files: ['src/operator/**'],
    values: [
      BASE,
      API,
      COMPLIANCE,
      'src/controllers/**',
      'src/integrations/**',
      'src/judgement/**',
      'src/kube/**',
      'src/metrics/**',
      'src/runtime/**',
      'src/operator/**',
    ],
  },
  // From objects to verdicts and explanations. The operator, the commands and the tests use it, so it must import none of them, and no
  // controller. Code that it shares with controllers is pure and in compliance.
  {
    files: ['src/judgement/**'],
    values: [BASE, API, COMPLIANCE, 'src/runtime/**', KUBE_ERRORS, 'src/judgement/**'],
    types: [KUBE_PORT, PORTS_FOLDER],
  },
  // Takes what senders push. It stores and reads through two functions that it is handed, and has no client of the cluster.
  {
    files: ['src/receiver/**'],
    values: [BASE, API, 'src/integrations/registry.ts', 'src/receiver/**'],
    types: [...PROVIDER_PORTS, 'src/runtime/lister.ts', 'src/runtime/log.ts', 'src/runtime/object-row.ts'],
  },
  { files: ['src/base/clock.ts'], values: [BASE] },
  { files: [BASE], values: [BASE], pure: true },
  { files: [API], values: [...PURE_BASE, API], pure: true },
  { files: ['src/kube/**'], values: [BASE, API, 'src/kube/**'] },
  // Decides on the next attempt at an effect; the runtime executes it.
  {
    files: ['src/runtime/effect-ledger.ts'],
    values: [...PURE_BASE, API],
    types: ['src/runtime/effects.ts'],
    pure: true,
  },
  { files: ['src/runtime/**'], values: [BASE, API, 'src/runtime/**', KUBE_ERRORS], types: [KUBE_PORT] },
  { files: [COMPLIANCE], values: [...PURE_BASE, API, COMPLIANCE], types: PORTS, pure: true },
  {
    files: [READING_CONTROLLER],
    values: [BASE, API, COMPLIANCE, 'src/runtime/**', READING],
    types: DESCRIPTOR_FILES,
  },
  {
    files: READING_SHELL,
    values: [
      ...[BASE, API, COMPLIANCE, PORTS_FOLDER, CREDENTIALS, READING],
      ...['rights', 'resource-version', 'object-row'].map((name) => `src/runtime/${name}.ts`),
    ],
    types: [...PORTS, 'src/integrations/registry.ts'],
  },
  { files: [READING], values: [...PURE_BASE, API, COMPLIANCE, READING], types: PORTS, pure: true },
  {
    files: PLAN_FILES,
    values: [...PURE_BASE, API, COMPLIANCE, READING, ...PLAN_FILES],
    types: [...PORTS, 'src/controllers/{own}/**'],
    pure: true,
  },
  {
    files: ['src/controllers/registry.ts'],
    values: ['src/controllers/*/index.ts'],
    types: [...DESCRIPTOR_FILES, JUDGED_KINDS],
  },
  // The descriptor imports types of judgement for the dependencies of a controller. The folders themselves do not.
  {
    files: DESCRIPTOR_FILES,
    values: [BASE, API, ...DESCRIPTOR_FILES],
    types: [COMPLIANCE, 'src/runtime/**', 'src/judgement/**', ...PROVIDER_PORTS, 'src/integrations/registry.ts'],
  },
  // Reads the Secrets and ConfigMaps that a source names, for the controllers that talk to its provider.
  {
    files: [CREDENTIALS],
    values: [BASE, API, KUBE_ERRORS, 'src/integrations/secret.ts', ...PROVIDER_PORTS],
    types: [KUBE_PORT],
  },
  {
    files: ['src/controllers/{own}/**'],
    values: [
      BASE,
      API,
      'src/runtime/**',
      COMPLIANCE,
      KUBE_ERRORS,
      ...PROVIDER_PORTS,
      'src/integrations/registry.ts',
      'src/integrations/secret.ts',
      ...DESCRIPTOR_FILES,
      CREDENTIALS,
      READING,
      'src/controllers/{own}/**',
    ],
    types: [KUBE_PORT],
  },
  {
    files: NORMALIZE_FILES,
    values: [...PURE_BASE, API, COMPLIANCE, ...PURE_KIT, ...NORMALIZE_FILES],
    types: [...PORTS, 'src/integrations/{own}/**'],
    pure: true,
  },
  { files: [HTTP_PARTS], values: [BASE, API, PORTS_FOLDER, HTTP_PARTS] },
  { files: [PORTS_FOLDER], values: [BASE, API, PORTS_FOLDER] },
  { files: PURE_KIT, values: [...PURE_BASE, API, ...PURE_KIT], types: PORTS, pure: true },
  { files: [KIT], values: [BASE, API, ...PROVIDER_PORTS, KIT] },
  {
    files: ['src/integrations/registry.ts'],
    values: [BASE, API, ...PROVIDER_PORTS, HTTP, 'src/integrations/*/index.ts'],
  },
  {
    files: ['src/integrations/{own}/**'],
    values: [BASE, API, ...PROVIDER_PORTS, KIT, HTTP, 'src/integrations/{own}/**'],
  },
  { files: ['src/integrations/*.ts'], values: [BASE, API, PORTS_FOLDER, HTTP_PARTS, 'src/integrations/*.ts'] },
  {
    files: ['src/metrics/**'],
    values: [BASE, API, 'src/metrics/**', 'src/runtime/store.ts', 'src/compliance/freshness.ts'],
    types: ['src/runtime/**', COMPLIANCE, KUBE_PORT],
  },
];

/** Packages that only some rooms may import. Every room that is not pure may import all other packages. */
export const PACKAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  '@kubernetes/client-node': ['src/kube/**'],
  undici: ['src/kube/**', HTTP, HTTP_PARTS],
  commander: [MAIN, 'src/cli/**', CONFIG],
};

/** The packages that pure rooms may import. An array lists the only names that may be imported from the package. */
export const PURE_PACKAGES: Readonly<Record<string, true | readonly string[]>> = {
  '@bufbuild/cel': true,
  '@bufbuild/re2': true,
  ajv: true,
  'node:crypto': ['createHash', 'createHmac', 'hash', 'timingSafeEqual'],
  'node:url': ['domainToASCII'],
  'node:util': ['isDeepStrictEqual'],
  yaml: true,
};

/** Globals with side effects or outside input. For `Date`, `Math` and `Temporal` it depends on the use. */
export const IMPURE_GLOBALS: ReadonlySet<string> = new Set([
  'console',
  'crypto',
  'eval',
  'fetch',
  'Function',
  'global',
  'globalThis',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'WebSocket',
  'Worker',
  'XMLHttpRequest',
]);

/** The members of `process` that only one file may use. */
export const PROCESS_OWNERS: Readonly<Record<string, string>> = {
  env: CONFIG,
  argv: MAIN,
  execArgv: MAIN,
  on: MAIN,
  once: MAIN,
  off: MAIN,
  addListener: MAIN,
  removeListener: MAIN,
  exit: MAIN,
};
