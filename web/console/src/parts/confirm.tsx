import type { UseMutationResult } from '@tanstack/react-query'
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { t } from '../words'
import { PanelError } from './problem'

interface Props {
  button: string
  /** What the button is called where its word alone does not say. */
  name: string
  title: string
  text: string
  act: UseMutationResult<unknown, Error, void>
}

/** A button whose act is asked about before it happens. */
export function Confirm({ button, name, title, text, act }: Props) {
  return (
    <DialogTrigger>
      <Button className="btn sm" aria-label={name}>
        {button}
      </Button>
      <ModalOverlay className="overlay">
        <Modal className="modal">
          <Dialog className="dialog" role="alertdialog">
            {({ close }) => (
              <>
                <Heading slot="title">{title}</Heading>
                <p>{text}</p>
                {act.isError && <PanelError error={act.error} />}
                <div className="acts">
                  <Button className="btn" autoFocus onPress={close}>
                    {t('cancel')}
                  </Button>
                  <Button
                    className="btn danger"
                    onPress={() => {
                      if (!act.isPending) act.mutate(undefined, { onSuccess: close })
                    }}
                  >
                    {button}
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
