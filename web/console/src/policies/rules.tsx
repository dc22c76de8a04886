import { useQuery } from '@tanstack/react-query'
import type { Policies } from '../../../core/types'
import { Loaded } from '../parts/loaded'
import { t } from '../words'
import { policiesQuery } from './queries'

type Rule = Policies['rules'][number]

/** In the order of their weight; ids say which layer a rule is of. */
export const LAYERS = [
  ['walls', /^W/],
  ['roles', /^R/],
  ['own', /^own-/],
  ['grants', /^J/],
] as const

export function Rules() {
  const query = useQuery(policiesQuery)
  return (
    <Loaded query={query}>
      {({ rules }) =>
        LAYERS.map(([layer, ids]) => (
          <Layer key={layer} layer={layer} rules={rules.filter(rule => ids.test(rule.id))} />
        ))
      }
    </Loaded>
  )
}

function Layer({ layer, rules }: { layer: string; rules: Rule[] }) {
  return (
    <section className="panel" aria-labelledby={layer}>
      <h2 id={layer}>{t(`layer-${layer}`)}</h2>
      <p className="sub pad">{t(`layer-${layer}-text`)}</p>
      {rules.length === 0 ? (
        <p className="empty">{t('layer-empty')}</p>
      ) : (
        <ul className="requests">
          {rules.map(rule => (
            <li key={rule.id}>
              <span className="grow rule">{rule.summary}</span>
              <span className="tags">
                {rule.code && <code className="tag">{rule.code}</code>}
                <code className="tag">{rule.id}</code>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
