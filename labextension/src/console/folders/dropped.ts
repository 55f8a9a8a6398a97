/** What a person drops or chooses: files with their paths, directories read to their ends. */

export interface Chosen {
  file: File;
  /** Below the directory that they go to. */
  path: string;
}

/** Of a file input; a chosen directory tells the path of each of its files. */
export function chosenFiles(files: FileList | null): Chosen[] {
  return [...(files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

/** Of a drop. To be called in the event's handler: afterwards the browser forgets what was dropped. */
export async function droppedFiles(data: DataTransfer): Promise<Chosen[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return chosenFiles(data.files);
  const found: Chosen[] = [];
  for (const entry of entries) await read(entry, '', found);
  return found;
}

async function read(entry: FileSystemEntry, below: string, found: Chosen[]): Promise<void> {
  const path = below + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ file, path });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // Answers a hundred at a time, and an empty list at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const inner of some) await read(inner, `${path}/`, found);
  }
}
