import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { Children, type ReactNode } from 'react'
import { t } from '../words'

export function Crumbs({ children }: { children: ReactNode }) {
  return (
    <nav className="crumb" aria-label={t('crumb-label')}>
      <Link to="/cases">{t('cases-title')}</Link>
      {Children.map(children, child => (
        <>
          <ChevronRight className="i" aria-hidden="true" />
          {child}
        </>
      ))}
    </nav>
  )
}
