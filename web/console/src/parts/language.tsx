import { Languages } from 'lucide-react'
import { LANGUAGES } from '../../../core/language'
import { choose, language, t } from '../words'

export function LanguageChoice({ className = '' }: { className?: string }) {
  return (
    <label className={`language ${className}`}>
      <Languages className="i" aria-hidden="true" />
      <span className="sr">{t('language')}</span>
      <select defaultValue={language} onChange={event => choose(event.currentTarget.value)}>
        {Object.entries(LANGUAGES).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
