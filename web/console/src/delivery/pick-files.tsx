import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Checkbox, CheckboxGroup, FileTrigger, Label } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { CaseFile } from '../../../core/types'
import { caseFilesQuery } from '../api'
import { PanelError } from '../parts/problem'
import { ScanTag } from '../parts/tags'
import { percent, size, t } from '../words'
import { addFile } from './upload'

interface Props {
  id: string
  chosen: string[]
  choose(change: (files: string[]) => string[]): void
}

/** What is sent: files of the case, and what is added from this computer. */
export function PickFiles({ id, chosen, choose }: Props) {
  const cache = useQueryClient()
  const [adding, setAdding] = useState<{ name: string; share: number }>()
  const [failed, setFailed] = useState<Error>()
  const query = useQuery({
    ...caseFilesQuery(id),
    // What was just added is being checked, and cannot go before that.
    refetchInterval: asked =>
      asked.state.data?.items.some(file => file.scan === 'pending') ? 1_000 : 10_000,
  })
  const files = query.data?.items ?? []
  const add = async (picked: File[]) => {
    setFailed(undefined)
    try {
      for (const file of picked) {
        setAdding({ name: file.name, share: 0 })
        const added = await addFile(id, file, share => setAdding({ name: file.name, share }))
        choose(before => [...before, added.id])
        await cache.invalidateQueries({ queryKey: caseFilesQuery(id).queryKey })
      }
    } catch (error) {
      setFailed(error as Error)
    }
    setAdding(undefined)
  }
  return (
    <>
      {files.length > 0 && (
        <CheckboxGroup className="field" value={chosen} onChange={next => choose(() => next)}>
          <Label>{t('delivery-files')}</Label>
          <div className="pick">
            {files.map(file => (
              <Pick key={file.id} file={file} />
            ))}
          </div>
        </CheckboxGroup>
      )}
      <FileTrigger allowsMultiple onSelect={list => void add(list ? [...list] : [])}>
        <Button className="btn sm" isDisabled={adding !== undefined}>
          {t('delivery-add')}
        </Button>
      </FileTrigger>
      <p role="status" className="sub num">
        {adding && t('delivery-adding', { name: visible(adding.name), percent: percent(adding.share) })}
      </p>
      {failed && <PanelError error={failed} />}
    </>
  )
}

function Pick({ file }: { file: CaseFile }) {
  return (
    <Checkbox className="check" value={file.id}>
      <span className="box" aria-hidden="true" />
      <bdi>{visible(file.name)}</bdi> <span className="sub num nowrap">{size(file.bytes)}</span>{' '}
      <ScanTag file={file} />
    </Checkbox>
  )
}
