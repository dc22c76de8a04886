import { useQuery } from '@tanstack/react-query'
import { Checkbox, CheckboxGroup, Label } from 'react-aria-components'
import { visible } from '../../../core/format'
import { Field } from '../parts/field'
import { t } from '../words'
import { contactsQuery } from './queries'

export const isAddress = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text)
const domain = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

interface Props {
  id: string
  chosen: string[]
  choose(contacts: string[]): void
  other: string
  write(address: string): void
}

/** Who gets the files: people this customer is known by, and one more address, which is looked at twice. */
export function PickContacts({ id, chosen, choose, other, write }: Props) {
  const known = useQuery(contactsQuery(id)).data?.items ?? []
  const domains = new Set(known.map(contact => domain(contact.email)))
  const strange = isAddress(other) && domains.size > 0 && !domains.has(domain(other))
  return (
    <>
      {known.length > 0 && (
        <CheckboxGroup className="field" value={chosen} onChange={choose}>
          <Label>{t('delivery-to')}</Label>
          {known.map(contact => (
            <Checkbox key={contact.id} className="check" value={contact.email}>
              <span className="box" aria-hidden="true" />
              <bdi>{visible(contact.email)}</bdi>
            </Checkbox>
          ))}
        </CheckboxGroup>
      )}
      <Field
        label={t(known.length > 0 ? 'delivery-to-other' : 'delivery-to')}
        type="email"
        value={other}
        onChange={write}
        {...(strange ? { hint: t('delivery-strange', { domains: [...domains].join(', ') }) } : {})}
      />
    </>
  )
}
