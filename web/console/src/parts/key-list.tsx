import '../words-office'
import { useState } from 'react'
import { Button, Checkbox, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { t } from '../words'
import { setSingleKeys, singleKeys } from './single-keys'

const LISTS: [string, [string, string][]][] = [
  [
    'keys-everywhere',
    [
      ['Ctrl K', 'key-palette'],
      ['?', 'key-help'],
      ['G C', 'key-cases'],
      ['G R', 'key-requests'],
      ['G A', 'key-alerts'],
      ['G L', 'key-ledger'],
      ['/', 'key-search'],
      ['Esc', 'key-close'],
    ],
  ],
  [
    'keys-list',
    [
      ['J', 'key-down'],
      ['K', 'key-up'],
      ['Enter', 'key-open'],
      ['X', 'key-select'],
      ['A', 'key-acknowledge'],
    ],
  ],
  [
    'keys-case',
    [
      ['[', 'key-case-previous'],
      [']', 'key-case-next'],
    ],
  ],
  [
    'keys-viewer',
    [
      ['J', 'key-line-down'],
      ['K', 'key-line-up'],
      ['Space', 'key-page'],
      ['G', 'key-goto'],
      ['G G', 'key-first'],
      ['Shift G', 'key-last'],
      ['N', 'key-finding'],
      ['P', 'key-hit'],
      ['E', 'key-error'],
      ['V', 'key-reveal'],
      ['Shift J', 'key-extend'],
      ['C', 'key-copy'],
      ['Y', 'key-address'],
      ['M', 'key-message'],
      ['B', 'key-bookmark'],
      ['W', 'key-unfold'],
      ['T', 'key-zone'],
    ],
  ],
]

export default function KeyList({ close }: { close(): void }) {
  const [on, setOn] = useState(singleKeys)
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={open => !open && close()} isDismissable>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">{t('keys-title')}</Heading>
          <Checkbox
            className="check"
            isSelected={on}
            onChange={next => {
              setSingleKeys(next)
              setOn(next)
            }}
          >
            <span className="box" aria-hidden="true" />
            {t('keys-single')}
          </Checkbox>
          {LISTS.map(([title, keys]) => (
            <section key={title} className="keys">
              <h3>{t(title)}</h3>
              <dl>
                {keys.map(([key, words]) => (
                  <div key={key}>
                    <dt>
                      <kbd className="kbd">{key}</kbd>
                    </dt>
                    <dd>{t(words)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
          <Button className="btn" onPress={close}>
            {t('close')}
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
