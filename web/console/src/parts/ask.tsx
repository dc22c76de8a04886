import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import {
  Button,
  Dialog,
  DialogTrigger,
  Form,
  Heading,
  Modal,
  ModalOverlay,
  type ModalOverlayProps,
} from 'react-aria-components'
import { t } from '../words'
import { useAct } from './acts'
import { Field } from './field'
import { PanelError } from './problem'

/** Letters a reason has at least, as the server asks. */
export const REASON_LEAST = 10

interface Props {
  button: ReactNode
  /** What the button is called where its word alone does not say. */
  name?: string
  title: string
  text?: ReactNode
  /** The button that does it; as `button` if not given. */
  go?: string
  tone?: 'primary' | 'danger'
  /** What the command palette calls it; without, it is not offered there. */
  offer?: string
  /** Of the button that opens it. */
  size?: 'sm' | ''
  /** Asks for words of at least ten characters, as the server does. */
  reason?: { label: string; hint?: string }
  /** Further fields. */
  children?: ReactNode
  act(fields: FormData): Promise<unknown>
  done?(): unknown
}

/** A button that asks before it acts: what will happen, why, and what else must be said. */
export function Ask(props: Props) {
  const { button, name, size = 'sm', tone, offer } = props
  const [open, setOpen] = useState(false)
  useAct(offer, () => setOpen(true))
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button className={`btn ${size} ${tone ?? ''}`} {...(name === undefined ? {} : { 'aria-label': name })}>
        {button}
      </Button>
      <Asking {...props} />
    </DialogTrigger>
  )
}

/** The same without its button, open until `closed`. */
export function AskNow({ closed, ...props }: Props & { closed(): void }) {
  return <Asking {...props} overlay={{ isOpen: true, onOpenChange: open => open || closed() }} />
}

function Asking({ overlay, ...props }: Props & { overlay?: ModalOverlayProps }) {
  return (
    <ModalOverlay className="overlay" {...overlay}>
      <Modal className="modal">
        <Dialog className="dialog">{({ close }) => <Fields {...props} close={close} />}</Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Fields({
  title,
  text,
  go,
  button,
  tone,
  reason,
  children,
  act,
  done,
  close,
}: Props & { close(): void }) {
  const [short, setShort] = useState(false)
  const doing = useMutation({ mutationFn: act })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (doing.isPending) return
    const fields = new FormData(event.currentTarget)
    const tooShort = reason !== undefined && String(fields.get('reason')).trim().length < REASON_LEAST
    setShort(tooShort)
    if (tooShort) return
    doing.mutate(fields, {
      onSuccess: () => {
        close()
        void done?.()
      },
    })
  }
  return (
    <Form onSubmit={submit} validationBehavior="aria">
      <Heading slot="title">{title}</Heading>
      {text && <div>{text}</div>}
      {children}
      {reason && (
        <Field
          label={reason.label}
          hint={reason.hint ?? t('reason-hint')}
          name="reason"
          rows={3}
          autoFocus={children === undefined}
          {...(short ? { wrong: t('reason-short') } : {})}
        />
      )}
      {doing.isError && <PanelError error={doing.error} />}
      <div className="acts">
        <Button className="btn" onPress={close} autoFocus={reason === undefined && children === undefined}>
          {t('cancel')}
        </Button>
        <Button type="submit" className={`btn ${tone ?? 'primary'}`}>
          {go ?? button}
        </Button>
      </div>
    </Form>
  )
}
