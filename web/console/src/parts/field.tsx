import { FieldError, Input, Label, Text, TextField, type TextFieldProps } from 'react-aria-components'

interface Props extends TextFieldProps {
  label: string
  hint?: string
  mono?: boolean
  wrong?: string
}

export function Field({ label, hint, mono, wrong, ...rest }: Props) {
  return (
    <TextField {...rest} className="field" isInvalid={wrong !== undefined || (rest.isInvalid ?? false)}>
      <Label>{label}</Label>
      <Input className={`input${mono ? ' mono' : ''}`} />
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="wrong">{wrong}</FieldError>
    </TextField>
  )
}
