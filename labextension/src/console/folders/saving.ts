/** Let the browser fetch an address as a download: it has its own progress, and resumes by ranges. */
export function fetchAddress(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  // A name is told by the answer.
  link.download = '';
  link.rel = 'noopener';
  document.body.append(link);
  link.click();
  link.remove();
}
