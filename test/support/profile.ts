// How often a random or repeated test runs: less in `npm test`, where it finds what a change broke, and as often as its promise says in
// `npm run check:nightly`, which sets DOCKET_PROFILE and runs the files named in vitest.nightly.config.ts. What is asserted is the same.

/** How often, of the two. */
export function times({ ordinary, nightly }: { readonly ordinary: number; readonly nightly: number }): number {
  return process.env['DOCKET_PROFILE'] === 'nightly' ? nightly : ordinary;
}
