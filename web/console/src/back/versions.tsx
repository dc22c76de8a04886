import { queryOptions, useQuery } from '@tanstack/react-query'
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { CaseFile, FileVersion, List } from '../../../core/types'
import { caseFilesQuery, client, fileQuery, queries } from '../api'
import { Ask } from '../parts/ask'
import { Loaded } from '../parts/loaded'
import { Ago } from '../parts/time'
import { n, size, t } from '../words'

const versionsQuery = (file: string) =>
  queryOptions({
    queryKey: ['file', file, 'versions'],
    queryFn: () => client.get<List<FileVersion>>(`/files/${encodeURIComponent(file)}/versions`),
  })

/** The versions a file has, which one is shown, and another one instead, for who may put files back. */
export function Versions({ file, shows }: { file: CaseFile; shows: boolean }) {
  return (
    <DialogTrigger>
      <Button className="btn sm">{t('versions')}</Button>
      <ModalOverlay className="overlay">
        <Modal className="modal">
          <Dialog className="dialog">
            {({ close }) => (
              <>
                <Heading slot="title">{t('versions-title', { name: visible(file.name) })}</Heading>
                <Listed file={file} shows={shows} />
                <div className="acts">
                  <Button className="btn" autoFocus onPress={close}>
                    {t('close')}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}

function Listed({ file, shows }: { file: CaseFile; shows: boolean }) {
  const query = useQuery(versionsQuery(file.id))
  return (
    <Loaded query={query}>
      {({ items }) => (
        <>
          <p className="sub">{t(items.length === 1 ? 'versions-one' : 'versions-text')}</p>
          <ul className="requests framed">
            {items.toReversed().map(version => (
              <One key={version.number} file={file} version={version} shows={shows} />
            ))}
          </ul>
        </>
      )}
    </Loaded>
  )
}

function One({ file, version, shows }: { file: CaseFile; version: FileVersion; shows: boolean }) {
  const { number, shown, set_aside: aside } = version
  const named = { n: n(number), name: visible(file.name) }
  return (
    <li>
      <div className="grow">
        <p>
          <b>{t('versions-number', named)}</b>{' '}
          {shown && <span className="tag ok">{t('versions-shown')}</span>}
          {aside && <span className="tag">{t('versions-aside')}</span>}
        </p>
        <p className="sub num">
          {size(version.bytes)} · <Ago time={version.created} />
        </p>
        <p className="sub">
          BLAKE3 <code>{version.blake3.slice(0, 16)}…</code>
        </p>
      </div>
      {shows && !shown && (
        <Ask
          button={t('versions-show')}
          name={t('versions-show-name', named)}
          title={t('versions-show-title', named)}
          text={<p>{t('versions-show-text')}</p>}
          go={t('versions-show-go', named)}
          reason={{ label: t('reason') }}
          act={async fields => {
            const after = await client.put<CaseFile>(`/files/${encodeURIComponent(file.id)}/version`, {
              number,
              reason: fields.get('reason'),
            })
            queries.setQueryData(fileQuery(file.id).queryKey, after)
          }}
          // What was read of another version is not what the file has now.
          done={() =>
            Promise.all([
              queries.invalidateQueries({ queryKey: ['file', file.id] }),
              queries.invalidateQueries({ queryKey: caseFilesQuery(file.case).queryKey }),
            ])
          }
        />
      )}
    </li>
  )
}
