import { Languages } from 'lucide-preact'
import { LANGUAGES, type Language } from '../../core/language'
import { choose, language, t } from './words'

/** `chosen` draws the page again. */
export function LanguageChoice({ chosen }: { chosen(): void }) {
  return (
    <label class="language">
      <Languages class="i" aria-hidden="true" />
      <span class="sr">{t('language')}</span>
      <select
        value={language}
        onChange={event => void choose(event.currentTarget.value as Language).then(chosen)}
      >
        {Object.entries(LANGUAGES).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
