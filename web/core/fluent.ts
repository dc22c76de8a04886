// All wording goes through Fluent; the .ftl files are the only place where sentences are written.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle'

export type Words = (id: string, args?: Record<string, FluentVariable>) => string

/** Builds the lookup for one language. A missing message is shown as its id, which tests look for. */
export function words(locale: string, ...sources: string[]): Words {
  // No isolation marks: the pages wrap names in <bdi> and copied text stays clean.
  const bundle = new FluentBundle(locale, { useIsolating: false })
  for (const source of sources) bundle.addResource(new FluentResource(source))
  return (id, args) => {
    const pattern = bundle.getMessage(id)?.value
    return pattern ? bundle.formatPattern(pattern, args ?? null, []) : id
  }
}
