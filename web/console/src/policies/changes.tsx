import { Ban, Check, TriangleAlert } from 'lucide-react'
import { exactTime, visible } from '../../../core/format'
import type { PolicyChangedAct, PolicyCheck, PolicyReplay } from '../../../core/types'
import { Scroll } from '../parts/scroll'
import { locale, n, t } from '../words'

/** What may be said of policies before they are in force: first why not, then what would change. */
export function CheckSaid({ check }: { check: PolicyCheck }) {
  return (
    <div className="stack-in">
      <p className={`note ${check.passes ? (check.wider ? 'warn' : 'ok') : 'bad'}`}>
        <b>{t(check.passes ? (check.wider ? 'check-wider' : 'check-narrower') : 'check-refused')}</b>
      </p>
      {check.faults.length > 0 && (
        <ul className="bullets mono">
          {check.faults.map(fault => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
      {check.broken.map(({ act, invariants }) => (
        <p key={act}>
          <Ban className="i bad" aria-hidden="true" /> {act}{' '}
          <span className="sub">({invariants.join(', ')})</span>
        </p>
      ))}
      {check.faults.length === 0 && (
        <>
          <p className="num">
            {t('check-counts', {
              asked: n(check.asked),
              gained: n(check.gained),
              lost: n(check.lost),
            })}{' '}
            {!check.complete && t('check-incomplete')}
          </p>
          <p className="sub">
            {t(`solver-${check.solver}`)} {check.solver_says && visible(check.solver_says)}
          </p>
          <Examples acts={check.examples} />
        </>
      )}
    </div>
  )
}

export function ReplaySaid({ replay }: { replay: PolicyReplay }) {
  return (
    <div className="stack-in">
      <p className="note num">
        <b>
          {t('replay-counts', {
            acts: n(replay.acts),
            entries: n(replay.entries),
            permitted: n(replay.permitted),
            refused: n(replay.refused),
          })}
        </b>
      </p>
      <Examples acts={replay.examples} />
    </div>
  )
}

function Examples({ acts }: { acts: PolicyChangedAct[] }) {
  if (acts.length === 0) return null
  return (
    <Scroll label={t('change-examples')}>
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">{t('change-column')}</th>
            <th scope="col">{t('change-who')}</th>
            <th scope="col">{t('change-act')}</th>
            <th scope="col">{t('change-on')}</th>
            <th scope="col">{t('change-rules')}</th>
          </tr>
        </thead>
        <tbody>
          {acts.map(act => (
            <tr key={`${act.member}${act.action}${act.on}${act.time ?? ''}`}>
              <td className="nowrap">
                {act.permitted ? (
                  <TriangleAlert className="i" aria-hidden="true" />
                ) : (
                  <Check className="i" aria-hidden="true" />
                )}{' '}
                {t(act.permitted ? 'change-permitted' : 'change-refused')}
              </td>
              <td>
                {visible(act.email)}
                {act.time && (
                  <>
                    <br />
                    <span className="sub">{exactTime(act.time, locale)}</span>
                  </>
                )}
              </td>
              <td>
                <code>{act.action}</code>
              </td>
              <td>
                <code>{act.on}</code>
              </td>
              <td className="wide">{act.rules.map(rule => rule.summary).join(' ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
