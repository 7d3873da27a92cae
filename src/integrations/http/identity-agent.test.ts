// The one link-local address that is let through, for the identity of the operator's own pod and for nothing else. That no source reaches it
// is in ssrf.test.ts, whose addresses have it among them. Nothing is sent here: on a cloud's machine somebody may be at that address.

import { afterEach, beforeEach, expect, it } from 'vitest';

import { systemClock } from '../../base/clock.ts';
import { createHttp, type Http } from '../http.ts';

let http: Http;
beforeEach(() => void (http = createHttp({ clock: systemClock })));
afterEach(() => http.close());

it.each(['http://169.254.170.23', 'http://[fd00:ec2::23]'])('%s is let through for the agent only', (origin) => {
  expect(() => http.identityAgent('guardDuty', origin)).not.toThrow();
  expect(() => http.client('guardDuty', origin)).toThrow('not https to a public host');
});

it.each([
  'http://169.254.169.254',
  'http://169.254.170.2',
  'https://169.254.170.23',
  'http://169.254.170.23:8080',
  'http://169.254.170.23.example.com',
  'http://user@169.254.170.23',
  'http://[fd00:ec2::254]',
  'http://127.0.0.1',
  'http://localhost',
  'http://10.0.0.7',
  'http://eks-pod-identity.example.com',
])('%s is not taken for the agent', (origin) => {
  expect(() => http.identityAgent('guardDuty', origin)).toThrow(/not sent|correct it/);
});
