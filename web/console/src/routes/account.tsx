import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Passkeys } from '../account/passkeys'
import { PasswordAndCodes } from '../account/password'
import { Sessions } from '../account/sessions'
import { Tokens } from '../account/tokens'
import { accountQuery, meQuery } from '../api'
import { PanelError } from '../parts/problem'
import { t } from '../words'

export function AccountPage() {
  const { data: me } = useQuery(meQuery)
  const { data: account, error, refetch } = useQuery(accountQuery)
  useEffect(() => {
    document.title = t('page-title-in', {
      what: t('account-title'),
      organisation: me?.organisation ?? t('coffer'),
    })
  }, [me])
  return (
    <div className="account">
      <h1>{t('account-title')}</h1>
      {me && me.aal < 2 && me.session?.factors !== 'identity_provider' && (
        <p className="note warn">{t('account-recovering')}</p>
      )}
      {error && !account && <PanelError error={error} retry={() => void refetch()} />}
      {account && <Passkeys passkeys={account.passkeys} attested={account.attested_possible ?? false} />}
      {account?.password && <PasswordAndCodes codes={account.recovery_codes} />}
      <Sessions />
      <Tokens />
    </div>
  )
}
