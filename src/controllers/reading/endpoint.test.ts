// Which endpoints name a host. Those that do not are called that, and not a host that is not allowed.

import { describe, expect, it } from 'vitest';
import { hostOf } from './endpoint.ts';

describe('the host of an endpoint', () => {
  it.each([
    { url: 'https://proxy.example.com', want: 'proxy.example.com', because: 'a name' },
    { url: 'https://Proxy.Example.com:8443/v1', want: 'proxy.example.com:8443', because: 'a name with a port' },
    { url: 'http://127.0.0.1:8080', want: '127.0.0.1:8080', because: 'an address' },
    { url: 'https://[2001:db8::1]:8443', want: '[2001:db8::1]:8443', because: 'an IPv6 address in brackets' },
    { url: 'https://proxy.example.com.', want: 'proxy.example.com.', because: 'a name may end in a dot' },
    { url: 'https://2001:db8::1', want: undefined, because: 'an IPv6 address has brackets' },
    { url: 'https://[::1', want: undefined, because: 'the bracket is not closed' },
    { url: 'https://256.1.1.1', want: undefined, because: 'it is no address, and no name ends in a number' },
    { url: 'https://1.2', want: undefined, because: 'the URL parser would make another address of it' },
    { url: 'https://a..example.com', want: undefined, because: 'a label is empty' },
    { url: 'https://-proxy.example.com', want: undefined, because: 'a label begins with a dash' },
    { url: `https://${'a'.repeat(64)}.example.com`, want: undefined, because: 'a label is too long' },
    { url: 'https://proxy.example.com:99999', want: undefined, because: 'there is no such port' },
    { url: 'https://.', want: undefined, because: 'it is only a dot' },
  ])('$url is $want: $because', ({ url, want }) => {
    expect(hostOf(url)).toBe(want);
  });
});
