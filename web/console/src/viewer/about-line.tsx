import { useState } from 'react'
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { CaseFile } from '../../../core/types'
import { Write } from '../messages/write'
import { useAct } from '../parts/acts'
import { useKeys } from '../parts/keys'
import { n, t } from '../words'

/** A message to the contact about the chosen line: says which it is, and where it is found here; not what it holds. */
export function AboutLine({ file, line }: { file: CaseFile; line: number }) {
  const [open, setOpen] = useState(false)
  useKeys({ m: () => setOpen(true) })
  useAct(t('act-message'), () => setOpen(true))
  const about = t('message-about', { n: n(line), name: visible(file.name) })
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button className="btn sm">{t('message-line')}</Button>
      <ModalOverlay className="overlay">
        <Modal className="modal">
          <Dialog className="dialog">
            {({ close }) => (
              <>
                <Heading slot="title">{t('message-line')}</Heading>
                <Write id={file.case} initial={`${about}\n${location.href}\n\n`} />
                <div className="acts">
                  <Button className="btn" onPress={close}>
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
