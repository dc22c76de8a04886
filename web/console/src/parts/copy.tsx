import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { t } from '../words'

export function CopyField({ label, value }: { label: string; value: string }) {
  const [copied, setCopied] = useState(false)
  const Icon = copied ? Check : Copy
  const word = t(copied ? 'copied' : 'copy')
  return (
    <div className="copy">
      <span className="label">{label}</span>
      <code>{value}</code>
      <Button
        className="btn sm"
        aria-label={`${word}: ${label}`}
        onPress={() => {
          void navigator.clipboard.writeText(value).then(() => setCopied(true))
        }}
      >
        <Icon className="i" aria-hidden="true" />
        {word}
      </Button>
    </div>
  )
}
