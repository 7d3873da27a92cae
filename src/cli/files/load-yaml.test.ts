// The objects and faults that the loader finds in texts, each with its place.

import { describe, expect, it } from 'vitest';
import { parseYaml } from './load-yaml.ts';

const parse = (text: string) => parseYaml({ file: 'a.yaml', text });

describe('parseYaml', () => {
  it('gives each document with the line that it begins at', () => {
    const text = '# first\napiVersion: v1\nkind: A\n---\n\n---\napiVersion: v1\nkind: B\nmetadata: { name: b }\n...\n';
    const { objects, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(objects.map(({ line, object }) => ({ line, ...object }))).toEqual([
      { line: 2, apiVersion: 'v1', kind: 'A', metadata: {} },
      { line: 7, apiVersion: 'v1', kind: 'B', metadata: { name: 'b' } },
    ]);
  });

  it('takes lists apart', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: A\n  - apiVersion: v1\n    kind: B\n    spec:\n      x: 1\n';
    const { objects } = parse(text);
    expect(objects.map(({ line, object }) => [line, object.kind])).toEqual([
      [4, 'A'],
      [6, 'B'],
    ]);
    expect(objects[1]?.locate('spec.x')).toEqual({ line: 9, column: 7 });
  });

  it('tells what stands in a list and is no object, and keeps the rest', () => {
    const items = '  - null\n  - 3\n  - apiVersion: docket.dev/v1alpha1\n    kind: A\n  - [b]\n  -\n  - a: 1\n';
    for (const kind of ['List', 'AList']) {
      const { objects, problems } = parse(`apiVersion: v1\nkind: ${kind}\nitems:\n${items}`);
      expect(objects.map(({ object }) => object.kind)).toEqual(['A']);
      expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
        '4:5 items[0] is not an object',
        '5:5 items[1] is not an object',
        '8:5 items[3] is not an object',
        '9:4 items[4] is not an object',
        '10:5 apiVersion is missing: every Kubernetes object says its apiVersion and kind',
      ]);
    }
  });

  it('takes what is called a list and holds no objects for an object', () => {
    const { objects, problems } = parse('apiVersion: example.com/v1\nkind: AllowList\nitems: [1.2.3.4, 5]\n');
    expect([objects.map(({ object }) => object.kind), problems]).toEqual([['AllowList'], []]);
    expect(parse('apiVersion: v1\nkind: ConfigMapList\nitems: []\n')).toMatchObject({ objects: [], problems: [] });
  });

  it.each([
    { text: 'a: on', want: true, because: 'kubectl takes on for true' },
    { text: 'a: No', want: false, because: 'kubectl takes No for false' },
    { text: 'a: "on"', want: 'on', because: 'it is quoted' },
    { text: 'a: 010', want: 8, because: 'kubectl reads octal' },
    { text: 'a: 10:30', want: '10:30', because: 'base 60 is left out' },
    { text: 'a: 2026-01-01', want: '2026-01-01', because: 'a date stays a text' },
    { text: 'a: 2026-01-01T00:00:00Z', want: '2026-01-01T00:00:00Z', because: 'a time stays a text' },
    { text: 'a: 90s', want: '90s', because: 'a duration is a text' },
    { text: 'a: ~', want: null, because: 'a tilde is null' },
    { text: 'a: |\n    x\n    y', want: 'x\ny\n', because: 'a block is a text' },
    { text: 'b: &x { c: 1 }\n  a: { <<: *x, d: 2 }', want: { c: 1, d: 2 }, because: 'merge keys merge' },
  ])('reads $text as $want, because $because', ({ text, want }) => {
    const { objects, problems } = parse(`apiVersion: v1\nkind: A\nspec:\n  ${text}\n`);
    expect(problems).toEqual([]);
    expect(objects[0]?.object['spec']).toMatchObject({ a: want });
  });

  it('reads JSON, tabs and all', () => {
    const { objects } = parse('{\n\t"apiVersion": "v1",\n\t"kind": "A",\n\t"spec": {\n\t\t"x": 1\n\t}\n}\n');
    expect(objects[0]?.object).toMatchObject({ kind: 'A', spec: { x: 1 } });
    expect(objects[0]?.locate('spec.x').line).toBe(5);
  });

  it('reads Windows line breaks and counts them as one', () => {
    const { objects, problems } = parse('apiVersion: v1\r\nkind: A\r\nspec:\r\n  x: 1\r\n');
    expect(problems).toEqual([]);
    expect(objects[0]?.locate('spec.x')).toEqual({ line: 4, column: 3 });
  });

  it.each([
    { field: undefined, want: [1, 1], because: 'the object begins there' },
    { field: '<nil>', want: [1, 1], because: 'it is about the whole object' },
    { field: 'spec', want: [5, 1], because: 'the field is there' },
    { field: 'spec.list[1]', want: [8, 7], because: 'the second item is there' },
    { field: 'spec.list[1].to', want: [9, 7], because: 'the field of the item is there' },
    { field: 'spec.list[1].missing', want: [8, 7], because: 'the item should hold it' },
    { field: 'spec.list[7].to', want: [6, 3], because: 'the list has no such item' },
    { field: 'spec.missing.deeper', want: [5, 1], because: 'the nearest thing around it' },
    { field: 'spec.map.a.b/c', want: [11, 5], because: 'keys may hold dots' },
    { field: 'spec.map[a.b/c]', want: [11, 5], because: 'keys may stand in brackets' },
    { field: 'spec.map.a', want: [12, 5], because: 'the whole key is meant' },
    { field: 'spec.copy.from', want: [7, 9], because: 'an alias is followed' },
    { field: 'status', want: [1, 1], because: 'the object should hold it' },
  ])('finds $field at $want, because $because', ({ field, want }) => {
    const lines = [
      'apiVersion: v1',
      'kind: A',
      'metadata:',
      '  name: a',
      'spec:',
      '  list:',
      '    - &x {from: a}',
      '    - from: b',
      '      to: c',
      '  map:',
      '    a.b/c: 1',
      '    a: 2',
      '  copy: *x',
    ];
    const { objects, problems } = parse(lines.join('\n'));
    expect(problems).toEqual([]);
    const { line, column } = objects[0]?.locate(field) ?? { line: 0, column: 0 };
    // The column of an anchored node may be that of its anchor; only the line is compared.
    expect(field === 'spec.copy.from' ? [line] : [line, column]).toEqual(field === 'spec.copy.from' ? [want[0]] : want);
  });

  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x,x]',
    ...'bcdefgh'.split('').map((name, at) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[at]}`).join(',')}]`),
  ];
  const HEAD = 'apiVersion: docket.dev/v1alpha1\nkind: A\n';

  it.each([
    { text: `${HEAD}a: 1\na: 2\n`, at: [4, 1], says: 'unique', because: 'a key is there twice' },
    {
      text: `${HEAD}spec:\n\tx: 1\n`,
      at: [4, 1],
      says: 'Tabs are not allowed as indentation',
      because: 'a tab indents',
    },
    { text: `${HEAD}a: *nowhere\n`, at: [1, 1], says: 'nowhere', because: 'the alias has no anchor' },
    {
      text: `${HEAD}${bomb.join('\n')}\n`,
      at: [1, 1],
      says: 'uses more than 100 aliases',
      because: 'it would explode',
    },
    { text: `${HEAD}a: &x [*x]\n`, at: [1, 1], says: 'an alias refers to what holds it', because: 'it has no end' },
    {
      text: `${HEAD}a: ${'['.repeat(120)}${']'.repeat(120)}\n`,
      at: [1, 1],
      says: 'nested more than 100',
      because: 'it is a tower',
    },
    { text: `${HEAD}a: "open\n`, at: [4, 1], says: 'Missing closing', because: 'a quote is open' },
    { text: `${HEAD}a: b: c\n`, at: [3, 4], says: 'Nested mappings', because: 'two keys share a line' },
    { text: `${HEAD}a: !secret x\n`, at: [3, 4], says: 'Unresolved tag', because: 'nobody knows the tag' },
    {
      text: 'kind: Incident\nmetadata: {}\n',
      at: [1, 1],
      says: 'apiVersion is missing',
      because: 'an object says its version',
    },
    {
      text: 'apiVersion: docket.dev/v1alpha1\nspec: {}\n',
      at: [1, 1],
      says: 'kind is missing',
      because: 'an object says its kind',
    },
    {
      text: 'apiVersion: docket.dev/v1alpha1\nkind: 1\n',
      at: [2, 1],
      says: 'kind must be a text',
      because: '1 is a number',
    },
    { text: `${HEAD}metadata: [x]\n`, at: [3, 1], says: 'metadata must be an object', because: 'a list has no name' },
  ])('says where it fails when $because', ({ text, at, says }) => {
    const { objects, problems } = parse(text);
    expect(objects).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(says);
    expect([problems[0]?.line, problems[0]?.column]).toEqual(at);
  });

  it('keeps the good documents beside a bad one', () => {
    const { objects, problems } = parse(`${HEAD}---\na: 1\na: 2\n---\napiVersion: v1\nkind: B\n`);
    expect(objects.map(({ object }) => object.kind)).toEqual(['A', 'B']);
    expect(problems.map(({ line }) => line)).toEqual([5]);
  });

  const rows = JSON.stringify(
    Array.from({ length: 60_000 }, (_, id) => ({ id, kind: 'x', apiVersion: 'v1', tags: ['a', 'b'] })),
  );

  it.each([
    { because: 'a list in JSON is no object', text: rows },
    {
      because: 'nothing in it says an apiVersion',
      text: rows.replaceAll('apiVersion', 'version').replaceAll(',', ',\n'),
    },
  ])('skips large files of other tools without parsing them as YAML: $because', ({ text }) => {
    expect(parse(text)).toMatchObject({ objects: [], problems: [], skipped: [{ why: 'is no Kubernetes object' }] });
  });

  it('does not pass over an object in a large file', () => {
    const padding = `# ${'x'.repeat(100_000)}\n`;
    expect(parse(`${padding}apiVersion: v1\nkind: A\n`).objects).toHaveLength(1);
    expect(parse(`${padding}kind: Incident\nmetadata: {}\n`).problems).toMatchObject([{ line: 2 }]);
    expect(parse(`{"apiVersion": "v1", "kind": "A", "x": "${'x'.repeat(100_000)}"}`).objects).toHaveLength(1);
  });

  it('counts what is no Kubernetes object', () => {
    const { skipped, ...rest } = parse('replicas: 3\nimage: x\n---\n- 1\n- 2\n---\njust text\n');
    expect(rest).toEqual({ objects: [], problems: [] });
    expect(skipped.map(({ line, why }) => `${line} ${why}`)).toEqual([
      '1 is no Kubernetes object: apiVersion is missing',
      '4 is no Kubernetes object: it is no map',
      '7 is no Kubernetes object: it is no map',
    ]);
    expect(parse('')).toEqual({ objects: [], problems: [], skipped: [] });
  });
});
