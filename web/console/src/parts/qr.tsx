import { useMemo } from 'react'
import { encode } from 'uqr'

/** A QR code as one path; always dark on white, as scanners want it. */
export function Qr({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const code = encode(text, { ecc: 'M', border: 3 })
    const path = code.data
      .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
      .join('')
    return { size: code.size, path }
  }, [text])
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect className="light" width={size} height={size} />
      <path className="dark" d={path} />
    </svg>
  )
}
