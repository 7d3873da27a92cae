import { describe, expect, it } from 'vitest';

import { anIncidentRow } from '../../../test/support/builders/compliance.ts';
import type { IncidentRow } from '../verdict.ts';
import { Partition } from './partition.ts';
import { VerdictTable } from './verdict-table.ts';
import type { IncidentSubject } from '../subjects/incident.ts';

const named = (number: number): IncidentRow => anIncidentRow({ name: `i-${number}` });

describe('Partition', () => {
  it('keeps the name of a slot whose subject is gone until it is released, then gives it to another', () => {
    const partition = new Partition<IncidentRow, IncidentSubject>();
    const first = partition.put(named(1));
    partition.table.set(first, 0, 3);
    partition.remove(first);
    const second = partition.put(named(2));
    expect(second).not.toBe(first);
    expect([partition.isRetired(first), partition.rowAt(first).name, partition.table.get(first, 0)]).toEqual([
      true,
      'i-1',
      0,
    ]);
    expect(partition.byName(first, second)).toBeLessThan(0);
    partition.release();
    expect(partition.put(named(3))).toBe(first);
    expect([partition.isRetired(first), partition.size]).toEqual([false, 2]);
  });

  it('asks to be tidied in time: ten thousand subjects that come and go need slots for few', () => {
    const partition = new Partition<IncidentRow, IncidentSubject>();
    let highest = 0;
    for (let number = 0; number < 10_000; number++) {
      const slot = partition.put(named(number));
      highest = Math.max(highest, slot);
      if (partition.remove(slot)) partition.release();
    }
    expect(highest).toBeLessThan(100);
    expect(partition.isEmpty).toBe(true);
  });

  it('puts a row in place of the one of its name', () => {
    const partition = new Partition<IncidentRow, IncidentSubject>();
    const slot = partition.put(named(1));
    const changed = { ...named(1), severity: 'Low' as const };
    expect(partition.put(changed)).toBe(slot);
    expect(partition.rowAt(slot)).toBe(changed);
    expect([...partition.slots()]).toEqual([slot]);
  });
});

describe('VerdictTable', () => {
  it('keeps every byte while rows and columns are added', () => {
    const table = new VerdictTable();
    const want = new Map<string, number>();
    for (let size = 1; size <= 40; size++) {
      table.ensureRows(size * 20);
      table.ensureColumns(size);
      const cell = [size * 20 - 1, size - 1] as const;
      table.set(...cell, size);
      want.set(cell.join(','), size);
    }
    for (const [cell, byte] of want) {
      const [row = 0, column = 0] = cell.split(',').map(Number);
      expect(table.get(row, column)).toBe(byte);
    }
    table.clearRow(799);
    expect([table.get(799, 39), table.get(779, 38)]).toEqual([0, 39]);
  });
});
