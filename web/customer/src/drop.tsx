import { FileUp } from 'lucide-preact'
import type { TargetedEvent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { fromDrop, fromInput, type Picked } from '../../core/entries'
import type { LinkInfo } from '../../core/types'
import { n, size, t } from './words'

interface Props {
  link: LinkInfo
  add(picked: Picked[]): void
}

/** Two buttons do all that dropping does; a drop works anywhere in the window. */
export function Drop({ link, add }: Props) {
  const [over, setOver] = useState(false)
  const [reading, setReading] = useState<number>()
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const adding = useRef(add)
  adding.current = add

  useEffect(() => {
    let depth = 0
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      depth += 1
      setOver(true)
    }
    const leave = () => {
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const hover = (event: DragEvent) => {
      if (holdsFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !holdsFiles(event)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      setReading(0)
      fromDrop(event.dataTransfer, setReading)
        .then(picked => adding.current(picked))
        .finally(() => setReading(undefined))
    }
    addEventListener('dragenter', enter)
    addEventListener('dragleave', leave)
    addEventListener('dragover', hover)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragenter', enter)
      removeEventListener('dragleave', leave)
      removeEventListener('dragover', hover)
      removeEventListener('drop', drop)
    }
  }, [])

  const picked = (event: TargetedEvent<HTMLInputElement>) => {
    add(fromInput(event.currentTarget.files ?? []))
    // So that the same file can be chosen again after it was removed.
    event.currentTarget.value = ''
  }
  const folders = 'webkitdirectory' in HTMLInputElement.prototype
  const reference = link.case?.reference
  return (
    <div class="drop">
      <span class="ic" aria-hidden="true">
        <FileUp class="i" />
      </span>
      <div>
        <h2>
          <span class="fine">{t('drop-title')}</span>
          <span class="touch">{t('drop-title-touch')}</span>
        </h2>
        <p class="num">{t('drop-text', { size: size(link.max_file_bytes) })}</p>
        <p class="num" role="status">
          {reading !== undefined && t('reading-folder', { n: n(reading) })}
        </p>
      </div>
      <div class="acts">
        <button type="button" class="btn big" onClick={() => files.current?.click()}>
          {t('choose-files')}
        </button>
        {folders && (
          <button type="button" class="btn big" onClick={() => folder.current?.click()}>
            {t('choose-folder')}
          </button>
        )}
      </div>
      <input ref={files} type="file" multiple hidden onChange={picked} />
      <input
        ref={element => {
          folder.current = element
          element?.setAttribute('webkitdirectory', '')
        }}
        type="file"
        multiple
        hidden
        onChange={picked}
      />
      {over && (
        <div class="overlay">
          <p>{reference ? t('drop-overlay', { reference }) : t('drop-overlay-plain')}</p>
        </div>
      )}
    </div>
  )
}
