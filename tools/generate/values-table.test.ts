// The table of values: how comments become rows, and which input is rejected.

import { describe, expect, it } from 'vitest';
import { describedValues, withValuesTable } from './values-table.ts';

const VALUES = `
# A note for editors.
# -- How many run
replicas: 2
image:
  # -- Where it is
  repository: docket
  # -- Empty is the newest
  tag: ''
# -- Labels | for all
labels: {}
`;

describe('the table of values', () => {
  it('has a row for each described value, whole maps among them', () => {
    expect(describedValues(VALUES)).toEqual([
      { name: 'replicas', value: 2, description: 'How many run' },
      { name: 'image.repository', value: 'docket', description: 'Where it is' },
      { name: 'image.tag', value: '', description: 'Empty is the newest' },
      { name: 'labels', value: {}, description: 'Labels | for all' },
    ]);
  });

  it('stands between its marks, with pipes escaped', () => {
    const marks = [
      '<!-- values: generated from values.yaml by tools/generate.ts -->',
      '<!-- end of values -->',
    ] as const;
    const page = withValuesTable(`before\n${marks[0]}\nold\n${marks[1]}\nafter\n`, VALUES);
    expect(page).toContain("| `image.tag` | `''` | Empty is the newest |");
    expect(page).toContain('| `labels` | `{}` | Labels \\| for all |');
    expect(page).not.toContain('old');
    expect(withValuesTable(page, VALUES)).toBe(page);
  });

  it.each([
    { yaml: 'replicas: 2', want: 'replicas has no description', because: 'every value is described' },
    { yaml: 'image: {}', want: 'image has no description', because: 'an empty group describes nothing' },
    { yaml: '[]', want: 'no map', because: 'values are a map' },
  ])('refuses $yaml, as $because', ({ yaml, want }) => {
    expect(() => describedValues(yaml)).toThrow(want);
  });
});
