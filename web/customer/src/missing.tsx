// What an earlier visit left unsent, by its exact names.
import { visible } from '../../core/format'
import type { Sending } from './use-sending'
import { files, n, percent, size, t } from './words'

interface Line {
  key: string
  name: string
  note: string
}

/** More files of one folder than this are named as the folder. */
const SINGLY_MAX = 5

export function Missing({ sending }: { sending: Sending }) {
  const { lines, count } = missing(sending)
  if (count === 0) return null
  return (
    <div class="note warn missing">
      <h2>{t('interrupted-title', { count, n: n(count) })}</h2>
      <ul>
        {lines.map(line => (
          <li key={line.key}>
            <bdi class="mono">{line.name}</bdi> <span class="num">{line.note}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function missing({ queue, visit }: Sending): { lines: Line[]; count: number } {
  const begun = new Map(queue.missing.map(file => [file.name, file]))
  const paths = new Map<string, number>()
  for (const file of visit?.missing(queue.items) ?? [])
    if (file.print === undefined || !queue.arrived(file.path, file.print)) paths.set(file.path, file.size)
  for (const file of begun.values())
    if (!paths.has(file.name)) paths.set(file.name, file.bytes ?? file.offset)

  const folders = new Map<string, string[]>()
  for (const path of paths.keys()) {
    const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : ''
    folders.set(folder, [...(folders.get(folder) ?? []), path])
  }
  const lines: Line[] = []
  for (const [folder, inside] of folders) {
    if (folder !== '' && inside.length > SINGLY_MAX) {
      const bytes = inside.reduce((sum, path) => sum + (paths.get(path) ?? 0), 0)
      const note = t('missing-folder', { files: files(inside.length), size: size(bytes) })
      lines.push({ key: `folder ${folder}`, name: `${visible(folder)}/`, note })
      continue
    }
    for (const path of inside) {
      const upload = begun.get(path)
      const note =
        upload?.bytes != null
          ? t('interrupted-file', { percent: percent(upload.offset, upload.bytes), size: size(upload.bytes) })
          : t('missing-file', { size: size(paths.get(path) ?? 0) })
      lines.push({ key: path, name: visible(path), note })
    }
  }
  return { lines, count: paths.size }
}
