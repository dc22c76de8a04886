import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { Case, NewAskedItem, RequestTemplate } from '../../../core/types'
import { client } from '../api'
import { Confirm } from '../parts/confirm'
import { Field } from '../parts/field'
import { useOffered } from '../parts/offered'
import { PanelError } from '../parts/problem'
import { t } from '../words'
import { templatesQuery } from './queries'

interface Props {
  item: Case
  language: string
  use(template: RequestTemplate): void
}

/** A button for each list that is asked for again and again. */
export function Templates({ item, language, use }: Props) {
  const query = useQuery(templatesQuery(item.id, language))
  const { templates } = useOffered()
  if (query.isError) return <PanelError error={query.error} retry={() => void query.refetch()} />
  return (
    <ul className="acts start" aria-label={t('asking-templates')}>
      {query.data?.items.map(template => (
        <li key={template.id}>
          <Button
            className="btn sm"
            aria-label={t('asking-use-name', { name: visible(template.name) })}
            onPress={() => use(template)}
          >
            {visible(template.name)}
          </Button>
          {template.own && templates && <Remove item={item} template={template} />}
        </li>
      ))}
    </ul>
  )
}

function Remove({ item, template }: { item: Case; template: RequestTemplate }) {
  const cache = useQueryClient()
  const remove = useMutation({
    mutationFn: () => client.delete<void>(`/templates/${encodeURIComponent(template.id)}`),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['case', item.id, 'templates'] }),
  })
  const name = visible(template.name)
  return (
    <Confirm
      button={t('template-remove')}
      name={t('template-remove-name', { name })}
      title={t('template-remove-name', { name })}
      text={t('template-remove-text')}
      act={remove}
    />
  )
}

interface SaveProps {
  item: Case
  language: string
  items: NewAskedItem[]
}

/** Keeps what is written for the whole department. */
export function SaveTemplate({ item, items }: SaveProps) {
  const cache = useQueryClient()
  const [name, setName] = useState('')
  const save = useMutation({
    mutationFn: () =>
      client.post<RequestTemplate>(`/departments/${encodeURIComponent(item.department)}/templates`, {
        name,
        items,
      }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['case', item.id, 'templates'] }),
  })
  return (
    <div className="asked">
      <Field
        label={t('template-name')}
        hint={t('template-hint', { department: visible(item.department_name) })}
        value={name}
        onChange={setName}
      />
      <div className="acts start">
        <Button
          className="btn sm"
          isDisabled={name.trim() === '' || items.length === 0 || save.isPending}
          onPress={() => save.mutate()}
        >
          {t('template-save')}
        </Button>
        <span role="status" className="sub">
          {save.isSuccess && t('template-saved', { name: visible(save.data.name) })}
        </span>
      </div>
      {save.isError && <PanelError error={save.error} />}
    </div>
  )
}
