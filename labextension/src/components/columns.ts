/** Columns of a table as data: one definition gives the cell, the order, the filter and the CSV export. */

import type { ReactNode } from 'react';

export interface Column<Row> {
  key: string;
  title: string;
  /** The cell as plain text: what the filter looks at and the CSV export writes. */
  text: (row: Row) => string;
  /** What rows are ordered by; the text when absent. Null goes last. */
  order?: (row: Row) => number | string | null;
  cell?: (row: Row) => ReactNode;
  /** Offer the distinct texts as a filter of this column. */
  choices?: boolean;
  /** Hidden until chosen. */
  optional?: boolean;
  align?: 'right';
  width?: number;
}

/** Rows whose text contains every word of `query`, in any column, regardless of case. */
export function search<Row>(rows: Row[], columns: Column<Row>[], query: string): Row[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = columns.map((column) => column.text(row).toLowerCase()).join('\n');
    return words.every((word) => text.includes(word));
  });
}

/** Compare two rows by a column: numbers by size, texts as people sort them (`s2` before `s10`), null last. */
export function compare<Row>(column: Column<Row>): (left: Row, right: Row) => number {
  const key = column.order ?? column.text;
  return (left, right) => {
    const a = key(left);
    const b = key(right);
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return COLLATOR.compare(String(a), String(b));
  };
}

/** Made once: lists have ten thousand rows, too. */
const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Distinct texts of a column, sorted, for its filter. */
export function choices<Row>(rows: Row[], column: Column<Row>): string[] {
  return [...new Set(rows.map((row) => column.text(row)))].sort((a, b) => a.localeCompare(b));
}
