// Makes the pod's own identity at a cloud from its environment: reads token files when a provider asks, and opens the way to the agent of
// EKS Pod Identity. Sends nothing itself, and keeps no token.

import { readFile } from 'node:fs/promises';

import type { Http } from '../integrations/http.ts';
import { SourceError } from '../integrations/ports/failure.ts';
import type { AwsPodIdentity, PodEnvironment, PodIdentity } from '../integrations/ports/pod-identity.ts';

export function createPodIdentity({ aws, azure }: PodEnvironment, http: Http): PodIdentity {
  return {
    aws: aws && awsIdentity(aws, http),
    azure: azure && { clientId: azure.clientId, token: tokenIn(azure.tokenFile, 'AZURE_FEDERATED_TOKEN_FILE') },
  };
}

function awsIdentity(aws: NonNullable<PodEnvironment['aws']>, http: Http): AwsPodIdentity {
  if (aws.kind === 'role') {
    return { kind: 'role', roleARN: aws.roleARN, token: tokenIn(aws.tokenFile, 'AWS_WEB_IDENTITY_TOKEN_FILE') };
  }
  const { origin, pathname: path } = new URL(aws.url);
  const authorization = tokenIn(aws.tokenFile, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE');
  return { kind: 'agent', path, http: (provider) => http.identityAgent(provider, origin), authorization };
}

/** The message names the variable and not the file, as who may read a source's status need not know the pod's files. */
function tokenIn(file: string, variable: string): () => Promise<string> {
  return async () => {
    const token = await readFile(file, 'utf8').then(
      (text) => text.trim(),
      () => undefined,
    );
    if (token !== undefined && /^[!-~]{1,16384}$/.test(token)) return token;
    const why = token === undefined ? 'cannot be read' : 'holds no token';
    throw new SourceError(
      'unauthorized',
      `read the token of the operator's pod: the file that ${variable} names ${why}: restart the pod, or check its ServiceAccount`,
    );
  };
}
