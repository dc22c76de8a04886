import type { ReactNode } from 'react'
import { Button, Heading } from 'react-aria-components'
import { t } from '../words'

interface Props {
  title: string
  text: string
  /** What is shown, each to be copied. */
  children: ReactNode
  close(): void
}

/** What a dialog says when it has made a secret: it is shown this once, and gone when the dialog is closed. */
export function Once({ title, text, children, close }: Props) {
  return (
    <>
      <Heading slot="title">{title}</Heading>
      <p role="status">{text}</p>
      {children}
      <div className="acts">
        <Button className="btn" autoFocus onPress={close}>
          {t('close')}
        </Button>
      </div>
    </>
  )
}
