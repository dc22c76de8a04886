// Files out of drops and folder pickers, with their paths.

export interface Picked {
  file: File
  /** Path inside the dropped folder, `/` between parts; just the name for single files. */
  path: string
}

export function fromInput(files: Iterable<File>): Picked[] {
  return Array.from(files, file => ({ file, path: file.webkitRelativePath || file.name }))
}

/** Walks what was dropped. `seen` is told the count while walking: big folders take a while. */
export async function fromDrop(data: DataTransfer, seen: (count: number) => void): Promise<Picked[]> {
  // Entries must be taken before the first await: the list is emptied when the event ends.
  const roots = Array.from(data.items)
    .filter(item => item.kind === 'file')
    .map(item => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }))
  const out: Picked[] = []
  const add = (picked: Picked) => {
    out.push(picked)
    seen(out.length)
  }
  for (const { entry, file } of roots) {
    if (entry) await walk(entry, entry.name, add)
    else if (file) add({ file, path: file.name })
  }
  return out
}

async function walk(entry: FileSystemEntry, path: string, add: (picked: Picked) => void): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))
    add({ file, path })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  // One call gives a hundred entries at most; an empty answer is the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail))
    if (some.length === 0) return
    for (const child of some) await walk(child, `${path}/${child.name}`, add)
  }
}
