import { useQuery } from '@tanstack/react-query'
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { visible } from '../../../core/format'
import { PanelError } from '../parts/problem'
import { n, t } from '../words'
import { fetchLines } from './queries'

const COUNT = 200

/** Two hundred lines as plain text, for reading with a screen reader. */
export function Plain({ file, member, line }: { file: string; member: number; line: number }) {
  return (
    <DialogTrigger>
      <Button className="btn sm ghost">{t('viewer-plain')}</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal wide">
          <Dialog className="dialog">
            {({ close }) => (
              <>
                <Text file={file} member={member} line={line} />
                <Button className="btn" onPress={close}>
                  {t('close')}
                </Button>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}

function Text({ file, member, line }: { file: string; member: number; line: number }) {
  const query = useQuery({
    queryKey: ['file', file, 'plain', member, line],
    queryFn: () => fetchLines(file, member, line, COUNT),
  })
  const lines = query.data?.lines ?? []
  return (
    <>
      <Heading slot="title">
        {t('viewer-plain-title', { from: n(line), to: n(lines.at(-1)?.number ?? line) })}
      </Heading>
      {query.isError && <PanelError error={query.error} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <pre className="plain mono" tabIndex={0}>
        {lines.map(({ text }) => visible(text)).join('\n')}
      </pre>
    </>
  )
}
