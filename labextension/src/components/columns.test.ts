import { describe, expect, it } from 'vitest';

import { type Column, choices, compare, search } from './columns';

interface Row {
  name: string;
  size: number | null;
}

const NAME: Column<Row> = { key: 'name', title: 'Name', text: (row) => row.name };
const SIZE: Column<Row> = {
  key: 'size',
  title: 'Size',
  text: (row) => `${row.size ?? ''} GiB`,
  order: (row) => row.size,
};
const ROWS: Row[] = [
  { name: 's10', size: 2 },
  { name: 's2', size: null },
  { name: 'S1', size: 10 },
];
const names = (rows: Row[]): string[] => rows.map(({ name }) => name);

describe('columns', () => {
  it('sort texts as people do', () => {
    expect(names([...ROWS].sort(compare(NAME)))).toEqual(['S1', 's2', 's10']);
  });

  it('sort numbers by size, unknown ones last', () => {
    expect(names([...ROWS].sort(compare(SIZE)))).toEqual(['s10', 'S1', 's2']);
  });

  it('find rows that hold every word, in any column', () => {
    expect(names(search(ROWS, [NAME, SIZE], 'gib S1'))).toEqual(['s10', 'S1']);
    expect(names(search(ROWS, [NAME, SIZE], 's1 10'))).toEqual(['s10', 'S1']);
    expect(names(search(ROWS, [NAME, SIZE], 'nothing'))).toEqual([]);
    expect(search(ROWS, [NAME], '  ')).toBe(ROWS);
  });

  it('offer their distinct texts', () => {
    expect(choices([...ROWS, ...ROWS], NAME)).toEqual(['S1', 's10', 's2']);
  });
});
