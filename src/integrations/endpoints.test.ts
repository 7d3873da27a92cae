// Which URLs a credential may go to, hostile ones included.

import { describe, expect, it } from 'vitest';

import { isAllowed, parseAllowedEndpoints } from './endpoints.ts';

const LIST = parseAllowedEndpoints(
  'pd.example.com, Proxy.Example.org:8443, 127.0.0.1:9999, localhost, [::1]:7000, [2001:db8::1], bücher.example, trailing.example.',
);

describe('isAllowed', () => {
  it.each([
    ['https://pd.example.com', true, 'the host itself'],
    ['http://pd.example.com', false, 'without a port in the list only 443 is allowed'],
    ['https://pd.example.com/prefix/v2', true, 'a path belongs to the host'],
    ['https://pd.example.com:1234/', false, 'no port in the list means 443'],
    ['https://pd.example.com:443/', true, 'which may be written out'],
    ['https://PD.EXAMPLE.COM', true, 'hosts have no case'],
    ['HTTPS://pd.example.com', true, 'nor have schemes'],
    ['https://pd.example.com.', true, 'a dot at the end names the same host'],
    ['https://trailing.example', true, 'likewise in the list'],
    ['https://proxy.example.org:8443', true, 'the port that the list names'],
    ['http://127.0.0.1:9999', true, 'loopback, when it is named'],
    ['https://localhost', true, 'a name without dots'],
    ['http://localhost:5555/x', false, 'on 443 only'],
    ['http://[::1]:7000/', true, 'IPv6 in brackets'],
    ['http://[0:0:0:0:0:0:0:1]:7000/', true, 'the same address, written out'],
    ['https://[2001:DB8::1]/', true, 'IPv6 has no case'],
    ['https://bücher.example/', true, 'an international name'],
    ['https://xn--bcher-kva.example/', true, 'the same name in ASCII'],
    ['http://127.1:9999', true, 'the parser reads it as 127.0.0.1'],
    ['http://2130706433:9999/', true, 'the same address as a number'],
    ['https://proxy.example.org', false, 'another port than the list names (443)'],
    ['http://proxy.example.org', false, 'another port than the list names (80)'],
    ['https://proxy.example.org:8444', false, 'one port further'],
    ['http://127.0.0.1', false, 'another port'],
    ['http://127.0.0.2:9999', false, 'another loopback address'],
    ['http://[::1]', false, 'another port'],
    ['http://[::ffff:127.0.0.1]:9999', false, 'a mapped address is not the one that was named'],
    ['https://evil.example', false, 'not in the list'],
    ['https://sub.pd.example.com', false, 'a subdomain is another host'],
    ['https://example.com', false, 'nor is the parent'],
    ['https://pd.example.com.evil.example', false, 'the host as a prefix'],
    ['https://evilpd.example.com', false, 'the host as a suffix'],
    ['https://pd.example.com@evil.example/', false, 'the host as a user name'],
    ['https://user:pass@pd.example.com/', false, 'a credential in the URL'],
    ['https://@pd.example.com/', false, 'even an empty one'],
    ['https://evil.example/?pd.example.com', false, 'the host in the query'],
    ['https://evil.example/#pd.example.com', false, 'or the fragment'],
    ['https://evil.example\\@pd.example.com/', false, 'a backslash, read differently by different parsers'],
    ['https:\\\\pd.example.com', false, 'backslashes for slashes'],
    ['https:pd.example.com', false, 'no slashes'],
    ['https:/pd.example.com', false, 'one slash'],
    ['https:///pd.example.com', false, 'three slashes'],
    ['//pd.example.com', false, 'no scheme'],
    ['pd.example.com', false, 'no URL'],
    ['ftp://pd.example.com', false, 'another scheme'],
    ['file:///etc/passwd', false, 'a file'],
    ['javascript:alert(1)//pd.example.com', false, 'a script'],
    ['unix:///var/run/docker.sock', false, 'a socket'],
    ['https://pd.example.com evil.example', false, 'white space'],
    [' https://pd.example.com', false, 'white space before'],
    ['https://pd.exa\tmple.com', false, 'a tab, which the parser drops'],
    ['https://pd.exa\nmple.com', false, 'a line break, which the parser drops'],
    ['https://pd.example.com..', false, 'two dots at the end'],
    ['https://pd%2eexample.com', true, 'the parser decodes it to the host itself, as the client will'],
    ['https://pd.example.com%00.evil.example', false, 'a NUL'],
    ['https://pd。example。com', true, 'ideographic full stops are dots in a host name'],
    ['https://pd.example.com:0', false, 'another port'],
    ['https://pd.example.com:65536', false, 'no such port'],
    ['https://*.example.com', false, 'no wildcard'],
    ['https://', false, 'no host'],
    ['', false, 'nothing'],
    ['http://169.254.169.254/latest/meta-data', false, 'the metadata service of a cloud'],
    ['http://kubernetes.default.svc', false, 'the API server'],
    ['https://раgerduty.example', false, 'Cyrillic letters that look Latin'],
  ])('%s → %s: %s', (url, want) => {
    expect(isAllowed(url, LIST)).toBe(want);
  });

  it('allows nothing by default', () => {
    expect(isAllowed('https://pd.example.com', parseAllowedEndpoints(''))).toBe(false);
    expect(isAllowed('https://pd.example.com', parseAllowedEndpoints(' , ,'))).toBe(false);
  });
});

describe('parseAllowedEndpoints', () => {
  it.each([
    ['pd.example.com', [{ host: 'pd.example.com', port: 443 }]],
    [
      'A.example:80,b.example',
      [
        { host: 'a.example', port: 80 },
        { host: 'b.example', port: 443 },
      ],
    ],
    ['[::1]:80', [{ host: '[::1]', port: 80 }]],
    ['127.0.0.1:65535', [{ host: '127.0.0.1', port: 65_535 }]],
  ])('%s', (text, want) => {
    expect(parseAllowedEndpoints(text)).toEqual(want);
  });

  it.each([
    'https://pd.example.com',
    'pd.example.com/path',
    '*',
    '*.example.com',
    '::1',
    '[::1',
    '[zz]',
    'a b',
    'pd.example.com:',
    'pd.example.com:0',
    'pd.example.com:65536',
    'pd.example.com:http',
    'user@pd.example.com',
    'pd.example.com?x',
    'a..b',
    '.a',
    ':80',
  ])('refuses %s and names it', (entry) => {
    expect(() => parseAllowedEndpoints(`ok.example,${entry}`)).toThrow(`"${entry}"`);
  });
});
