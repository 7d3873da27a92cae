// What the operator takes of its environment: the pod's own identity, and only with the flag.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OperatorFlags, operatorConfig } from './config.ts';

const FLAGS: OperatorFlags = {
  namespace: [],
  leaderElect: 'false',
  leaderElectionLeaseDuration: '15s',
  leaderElectionRenewDeadline: '10s',
  leaderElectionRetryPeriod: '2s',
  metricsBindAddress: '0',
  healthProbeBindAddress: '0',
  webhookBindAddress: '0',
  maxIncidentsPerSource: '1',
  maxIncidentsPerNamespace: '1',
  logLevel: 'info',
};

const ROLE = { AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/docket', AWS_WEB_IDENTITY_TOKEN_FILE: '/token' };
const AGENT = {
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/agent-token',
};
const AZURE = { AZURE_CLIENT_ID: 'app', AZURE_FEDERATED_TOKEN_FILE: '/azure-token' };

beforeEach(() => {
  for (const name of Object.keys({ ...ROLE, ...AGENT, ...AZURE })) vi.stubEnv(name, undefined);
});
afterEach(() => void vi.unstubAllEnvs());

function environmentWith(variables: Readonly<Record<string, string>>, allowAmbientCredentials = true) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return operatorConfig({ ...FLAGS, allowAmbientCredentials }, () => 0).podEnvironment;
}

describe('the identity of the pod', () => {
  it('is not looked for without --allow-ambient-credentials', () => {
    expect(environmentWith({ ...ROLE, ...AGENT, ...AZURE }, false)).toBeUndefined();
  });

  it.each([
    { name: 'IRSA', env: ROLE, want: { aws: { kind: 'role', roleARN: ROLE.AWS_ROLE_ARN, tokenFile: '/token' } } },
    {
      name: 'EKS Pod Identity',
      env: AGENT,
      want: {
        aws: { kind: 'agent', url: AGENT.AWS_CONTAINER_CREDENTIALS_FULL_URI, tokenFile: '/agent-token' },
      },
    },
    { name: 'both of AWS: the role, as in its SDKs', env: { ...ROLE, ...AGENT }, want: { aws: { kind: 'role' } } },
    { name: 'workload identity', env: AZURE, want: { azure: { clientId: 'app', tokenFile: '/azure-token' } } },
    {
      name: 'half of each',
      env: { AWS_ROLE_ARN: 'x', AZURE_CLIENT_ID: 'x' },
      want: { aws: undefined, azure: undefined },
    },
    { name: 'empty ones', env: { ...ROLE, AWS_ROLE_ARN: '' }, want: { aws: undefined } },
  ])('is what the platform says: $name', ({ env, want }) => {
    expect(environmentWith(env)).toMatchObject(want);
  });

  it('at an address that is none is an error at the start', () => {
    expect(() => environmentWith({ ...AGENT, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'agent' })).toThrow(
      'AWS_CONTAINER_CREDENTIALS_FULL_URI: "agent" is not a URL',
    );
  });
});
