// What the chart renders for the receiver of webhooks: nothing while it is off; with it the flag, the port, the Service, the way in through the
// NetworkPolicy and the certificate, which all have to name one port.

import { describe, expect, it } from 'vitest';
import { type Manifest, render, theOnly } from '../../support/chart/helm.ts';

interface Container {
  readonly args: readonly string[];
  readonly ports: readonly object[];
  readonly volumeMounts?: readonly object[];
}

interface PodSpec {
  readonly containers: readonly [Container];
  readonly volumes?: readonly object[];
}

const ON = { 'webhook.enabled': true };

function podOf(objects: readonly Manifest[]): PodSpec {
  return (theOnly(objects, 'Deployment')['spec'] as { readonly template: { readonly spec: PodSpec } }).template.spec;
}

/** Of the container: the flags and the ports of the receiver. */
function receiverOf(objects: readonly Manifest[]): { readonly flags: string[]; readonly ports: object[] } {
  const { args, ports } = podOf(objects).containers[0];
  return {
    flags: args.filter((arg) => arg.startsWith('--webhook')),
    ports: ports.filter((port) => JSON.stringify(port).includes('webhook')),
  };
}

function serviceOf(objects: readonly Manifest[]): Manifest | undefined {
  return objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'docket-webhook');
}

const ingressOf = (objects: readonly Manifest[]): unknown =>
  (theOnly(objects, 'NetworkPolicy')['spec'] as { readonly ingress: unknown }).ingress;

describe('the receiver of webhooks', () => {
  it('is off by default: no flag, no port, no Service, no certificate', async () => {
    const objects = await render({ 'webhook.tls.secretName': 'hook-tls', 'networkPolicy.enabled': true });
    expect(receiverOf(objects)).toEqual({ flags: [], ports: [] });
    expect(serviceOf(objects)).toBeUndefined();
    expect(podOf(objects).volumes).toBeUndefined();
    expect(ingressOf(objects)).toEqual([{ ports: [{ port: 8080, protocol: 'TCP' }] }]);
  });

  it.each([
    { values: ON, port: 8082, because: 'that is the default' },
    { values: { ...ON, 'webhook.port': 9443 }, port: 9443, because: 'it is set' },
  ])('listens on port $port everywhere, as $because', async ({ values, port }) => {
    const objects = await render({ ...values, 'networkPolicy.enabled': true });
    expect(receiverOf(objects)).toEqual({
      flags: [`--webhook-bind-address=:${port}`],
      ports: [{ name: 'webhook', containerPort: port }],
    });
    const ports = [{ name: 'webhook', port, targetPort: 'webhook' }];
    expect(serviceOf(objects)).toMatchObject({ spec: { type: 'ClusterIP', ports } });
    expect(ingressOf(objects)).toEqual([
      { ports: [{ port: 8080, protocol: 'TCP' }] },
      { ports: [{ port, protocol: 'TCP' }] },
    ]);
    expect(podOf(objects).volumes).toBeUndefined();
  });

  it('is reached through a Service that selects every replica, with what is set for it', async () => {
    const annotations = { 'service.beta.kubernetes.io/aws-load-balancer-internal': 'true' };
    const objects = await render({
      ...ON,
      'webhook.service.type': 'LoadBalancer',
      'webhook.service.annotations': annotations,
    });
    const { selector } = theOnly(objects, 'Deployment')['spec'] as { readonly selector: { matchLabels: object } };
    expect(serviceOf(objects)).toMatchObject({
      metadata: { namespace: 'docket-system', annotations },
      spec: { type: 'LoadBalancer', selector: selector.matchLabels },
    });
  });

  it('is open to whom the NetworkPolicy names, who may scrape no metrics for it', async () => {
    const ingress = [{ namespaceSelector: { matchLabels: { name: 'ingress' } } }];
    const monitoring = [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }];
    const objects = await render({
      ...ON,
      'networkPolicy.enabled': true,
      'networkPolicy.webhookFrom': ingress,
      'networkPolicy.metricsFrom': monitoring,
    });
    expect(ingressOf(objects)).toEqual([
      { ports: [{ port: 8080, protocol: 'TCP' }], from: monitoring },
      { ports: [{ port: 8082, protocol: 'TCP' }], from: ingress },
    ]);
  });

  it('serves the certificate of the Secret that is named, from a mount that it cannot write', async () => {
    const objects = await render({ ...ON, 'webhook.tls.secretName': 'hook-tls' });
    const { containers, volumes } = podOf(objects);
    expect(receiverOf(objects).flags).toEqual([
      '--webhook-bind-address=:8082',
      '--webhook-tls-cert=/etc/docket/webhook-tls/tls.crt',
      '--webhook-tls-key=/etc/docket/webhook-tls/tls.key',
    ]);
    expect(volumes).toEqual([{ name: 'webhook-tls', secret: { secretName: 'hook-tls' } }]);
    expect(containers[0].volumeMounts).toEqual([
      { name: 'webhook-tls', mountPath: '/etc/docket/webhook-tls', readOnly: true },
    ]);
  });
});
