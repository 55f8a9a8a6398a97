/** CSV (RFC 4180) that spreadsheet programs open as they should. */

/** Cells that a spreadsheet would run as a formula get a quote in front. */
const FORMULA = /^[=+\-@\t\r]/;

export function csvCell(value: string): string {
  const safe = FORMULA.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(header: string[], rows: string[][]): string {
  return [header, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
}

/** Offer `content` as a download. The byte-order mark tells spreadsheet programs that it is UTF-8. */
export function downloadCsv(name: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(['\ufeff', content], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  // The browser takes its own reference when the click is handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
