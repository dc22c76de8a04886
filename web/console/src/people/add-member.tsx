import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button, Dialog, DialogTrigger, Form, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { client, queries } from '../api'
import { Marks, Select } from '../parts/choice'
import { CopyField } from '../parts/copy'
import { Field } from '../parts/field'
import { PanelError } from '../parts/problem'
import { departmentsQuery, membersQuery } from '../parts/who'
import { t } from '../words'

export const ROLES = ['agent', 'lead', 'security', 'dpo', 'auditor', 'administrator', 'operator'] as const

export function AddMember() {
  return (
    <DialogTrigger>
      <Button className="btn">{t('member-add')}</Button>
      <ModalOverlay className="overlay">
        <Modal className="modal">
          <Dialog className="dialog">{({ close }) => <New close={close} />}</Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}

function New({ close }: { close(): void }) {
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const [noRole, setNoRole] = useState(false)
  const add = useMutation({
    mutationFn: (body: object) => client.post<{ enrolment_url: string }>('/members', body),
    onSuccess: () => queries.invalidateQueries({ queryKey: membersQuery.queryKey }),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (add.isPending) return
    const fields = new FormData(event.currentTarget)
    const roles = fields.getAll('roles')
    setNoRole(roles.length === 0)
    if (roles.length === 0) return
    const name = String(fields.get('name')).trim()
    add.mutate({
      email: String(fields.get('email')).trim(),
      department: fields.get('department'),
      roles,
      ...(name ? { name } : {}),
    })
  }
  if (add.data)
    return (
      <>
        <Heading slot="title">{t('member-added')}</Heading>
        <p role="status">{t('member-added-text')}</p>
        <CopyField label={t('member-enrolment')} value={add.data.enrolment_url} />
        <div className="acts">
          <Button className="btn primary" autoFocus onPress={close}>
            {t('close')}
          </Button>
        </div>
      </>
    )
  return (
    <Form onSubmit={submit}>
      <Heading slot="title">{t('member-add')}</Heading>
      <Field label={t('member-name')} name="name" autoFocus autoComplete="off" />
      <Field label={t('member-email')} name="email" type="email" isRequired autoComplete="off" />
      <Select
        label={t('case-department')}
        name="department"
        options={departments.map(({ id, name }) => [id, name])}
      />
      <Marks
        legend={t('member-roles')}
        name="roles"
        options={ROLES.map(role => [role, t(`role-${role}`)])}
        initial={['agent']}
      />
      {noRole && (
        <p className="wrong" role="alert">
          {t('member-no-role')}
        </p>
      )}
      {add.isError && <PanelError error={add.error} />}
      <div className="acts">
        <Button className="btn" onPress={close}>
          {t('cancel')}
        </Button>
        <Button type="submit" className="btn primary">
          {t('member-add')}
        </Button>
      </div>
    </Form>
  )
}
