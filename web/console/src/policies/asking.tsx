import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Ban, Check } from 'lucide-react'
import type { FormEvent } from 'react'
import { Button, Form } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { PolicyAnswer } from '../../../core/types'
import { Select } from '../parts/choice'
import { Field } from '../parts/field'
import { Loaded } from '../parts/loaded'
import { useNames } from '../parts/who'
import { t } from '../words'
import { ACTIONS, explainQuery, whoCanQuery } from './queries'

/** Who can do this; or, with a member named, whether they can, and by which rules. The question is in the address. */
export function Asking() {
  const { action = 'file.view', on, member } = useSearch({ from: '/shell/policies' })
  const navigate = useNavigate({ from: '/policies' })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const named = String(fields.get('member')).trim()
    void navigate({
      search: {
        view: 'ask',
        action: String(fields.get('action')),
        on: String(fields.get('on')).trim(),
        ...(named ? { member: named } : {}),
      },
    })
  }
  return (
    <section className="panel" aria-labelledby="asking">
      <h2 id="asking">{t('policies-view-ask')}</h2>
      <div className="pad stack-in">
        <p className="measure">{t('asking-text')}</p>
        <Form className="line" onSubmit={submit} key={`${action}${on}${member}`}>
          <Select
            label={t('asking-action')}
            name="action"
            initial={action}
            options={ACTIONS.map(each => [each, each])}
          />
          <Field
            label={t('asking-on')}
            hint={t('asking-on-hint')}
            name="on"
            defaultValue={on ?? ''}
            isRequired
            autoComplete="off"
            mono
          />
          <Field
            label={t('asking-member')}
            hint={t('asking-member-hint')}
            name="member"
            defaultValue={member ?? ''}
            autoComplete="off"
          />
          <Button type="submit" className="btn primary">
            {t('asking-go')}
          </Button>
        </Form>
        {on &&
          (member ? <One member={member} action={action} on={on} /> : <Everybody action={action} on={on} />)}
      </div>
    </section>
  )
}

function One(question: { member: string; action: string; on: string }) {
  const query = useQuery(explainQuery(question.member, question.action, question.on))
  return <Loaded query={query}>{answer => <Answers items={[answer]} />}</Loaded>
}

function Everybody(question: { action: string; on: string }) {
  const query = useQuery(whoCanQuery(question.action, question.on))
  return (
    <Loaded query={query}>
      {({ items }) =>
        items.length === 0 ? <p className="empty">{t('asking-nobody')}</p> : <Answers items={items} />
      }
    </Loaded>
  )
}

function Answers({ items }: { items: PolicyAnswer[] }) {
  const name = useNames()
  return (
    <ul className="requests answers" aria-label={t('asking-answer')}>
      {items.map(answer => (
        <li key={answer.member}>
          <span>
            {answer.permitted ? (
              <Check className="i ok" aria-hidden="true" />
            ) : (
              <Ban className="i bad" aria-hidden="true" />
            )}{' '}
            <b>
              <bdi>{name(answer.member)}</bdi>
            </b>{' '}
            <span className="sub">{visible(answer.email)}</span> ·{' '}
            {t(answer.permitted ? 'asking-may' : 'asking-may-not')}
          </span>
          <span className="grow">
            {answer.rules.length === 0 && <span className="sub">{t('asking-no-rule')}</span>}
            {answer.rules.map(rule => (
              <span key={rule.id} className="block">
                {rule.summary} <code className="tag">{rule.id}</code>
              </span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  )
}
