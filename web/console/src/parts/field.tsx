import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components'

interface Props extends TextFieldProps {
  label: string
  hint?: string
  mono?: boolean
  wrong?: string
  /** More than one line. */
  rows?: number
  /** Of a time: to how many seconds it is asked for. */
  step?: number
}

export function Field({ label, hint, mono, wrong, rows, step, ...rest }: Props) {
  return (
    <TextField {...rest} className="field" isInvalid={wrong !== undefined || (rest.isInvalid ?? false)}>
      <Label>{label}</Label>
      {rows ? (
        <TextArea className={`input area${mono ? ' mono' : ''}`} rows={rows} />
      ) : (
        <Input className={`input${mono ? ' mono' : ''}`} {...(step ? { step } : {})} />
      )}
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="wrong">{wrong}</FieldError>
    </TextField>
  )
}
