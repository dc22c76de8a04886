import '../words-office'
import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useState } from 'react'
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components'
import { t } from '../words'
import { type Offer, useFound } from './found'

/** Go anywhere, or do something with what is shown: one field, one list, by keyboard alone. */
export default function Palette({ close }: { close(): void }) {
  return (
    <ModalOverlay className="overlay high" isOpen isDismissable onOpenChange={open => !open && close()}>
      <Modal className="modal palette">
        <Dialog className="dialog" aria-label={t('palette-title')}>
          <Chooser close={close} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Chooser({ close }: { close(): void }) {
  const [typed, setTyped] = useState('')
  const { groups, busy } = useFound(typed)
  const navigate = useNavigate()
  const offers = new Map(groups.flatMap(group => group.offers.map(offer => [offer.id, offer] as const)))
  const choose = (offer: Offer | undefined) => {
    if (!offer) return
    close()
    // After the palette has given the focus back, so that what opens next takes it.
    if (offer.run) setTimeout(offer.run)
    else if (offer.to) void navigate({ to: offer.to })
  }
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
      <SearchField className="palette-field" aria-label={t('palette-title')} autoFocus>
        <Search className="i" aria-hidden="true" />
        <Input placeholder={t('palette-placeholder')} spellCheck={false} autoComplete="off" />
      </SearchField>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard as well */}
      <section className="palette-list" aria-label={t('palette-list')} tabIndex={0}>
        <Menu
          aria-label={t('palette-list')}
          onAction={key => choose(offers.get(String(key)))}
          renderEmptyState={() => (
            <p className="empty" role="status">
              {t(busy ? 'palette-looking' : 'palette-nothing')}
            </p>
          )}
        >
          {groups.map(({ title, offers }) => (
            <MenuSection key={title}>
              <Header>{title}</Header>
              {offers.map(({ id, words, more }) => (
                <MenuItem key={id} id={id} textValue={words} className="palette-item">
                  <bdi>{words}</bdi>
                  {more && <bdi className="sub">{more}</bdi>}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </Menu>
      </section>
    </Autocomplete>
  )
}
