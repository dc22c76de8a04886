import { visible } from '../../../core/format'
import { pieces } from '../../../core/pseudonyms'

/** A line of the working copy; pseudonyms are hatched tokens. */
export function LineText({ text }: { text: string }) {
  return pieces(text).map((piece, index) =>
    piece.kind === 'text' ? (
      visible(piece.text)
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
      <span key={index} className="rd" title={piece.token}>
        {piece.type} {piece.tail}
      </span>
    ),
  )
}
