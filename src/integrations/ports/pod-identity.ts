// The identity that a cloud gives the operator's own pod, for sources that name no Secret. It is there only where the administrator
// started the operator with `--allow-ambient-credentials`. Types only: a provider gets functions, and reads no file or environment itself.

import type { HttpClient } from './http.ts';

/**
 * `role`: the ServiceAccount's token stands for a role (IRSA). `agent`: an agent on the node hands out keys (EKS Pod Identity).
 * Tokens are read again each time, as the kubelet replaces them. Reading throws SourceError `unauthorized`.
 */
export type AwsPodIdentity =
  | { readonly kind: 'role'; readonly roleARN: string; token(): Promise<string> }
  | {
      readonly kind: 'agent';
      readonly path: string;
      http(provider: string): HttpClient;
      authorization(): Promise<string>;
    };

/** Workload identity: the ServiceAccount's token proves an app of Entra. */
export interface AzurePodIdentity {
  readonly clientId: string;
  token(): Promise<string>;
}

/** A member that is undefined: the cloud gave the pod none. */
export interface PodIdentity {
  readonly aws: AwsPodIdentity | undefined;
  readonly azure: AzurePodIdentity | undefined;
}

/** What the platform put into the environment of the pod. Paths are files; https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html */
export interface PodEnvironment {
  readonly aws:
    | { readonly kind: 'role'; readonly roleARN: string; readonly tokenFile: string }
    | { readonly kind: 'agent'; readonly url: string; readonly tokenFile: string }
    | undefined;
  readonly azure: { readonly clientId: string; readonly tokenFile: string } | undefined;
}
