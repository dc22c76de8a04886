import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { onStepUpRequired } from '../api'

const StepUpDialog = lazy(() => import('./step-up'))

/** Asks once more who is there when the server wants to know; loaded only then. */
export function StepUp() {
  const [open, setOpen] = useState(false)
  const answer = useRef<(shown: boolean) => void>(undefined)
  useEffect(() => {
    onStepUpRequired(
      () =>
        new Promise(resolve => {
          answer.current = resolve
          setOpen(true)
        }),
    )
    return () => onStepUpRequired(undefined)
  }, [])
  if (!open) return null
  const end = (shown: boolean) => {
    setOpen(false)
    answer.current?.(shown)
    answer.current = undefined
  }
  return (
    <Suspense fallback={<div className="overlay" />}>
      <StepUpDialog end={end} />
    </Suspense>
  )
}
