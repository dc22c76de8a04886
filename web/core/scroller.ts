// The arithmetic of a virtual scroller without a limit on lines. Browsers cap the height of an
// element, so above CAP the scroll bar is scaled: small movements stay exact to the pixel, a dragged
// thumb maps in proportion.

const CAP = 8_000_000
/** How far the thumb may drift from its true place before it is put right. */
const DRIFT = 4_000

export interface Scroll {
  /** Offset of the window's top in the unscaled list, in pixels. */
  y: number
  /** Where the native scroll bar must be set to, if it has to be moved. */
  scrollTop?: number
}

export class Scroller {
  readonly rowHeight: number
  #total: number
  #view = 0
  #y = 0
  #last = 0

  constructor(total: number, rowHeight: number) {
    this.#total = total
    this.rowHeight = rowHeight
  }

  /** Height of the element that gives the native scroll bar its length. */
  get height(): number {
    return Math.min(this.#real, CAP)
  }
  get y(): number {
    return this.#y
  }
  get #real(): number {
    return this.#total * this.rowHeight
  }
  get #maxY(): number {
    return Math.max(0, this.#real - this.#view)
  }
  get #maxTop(): number {
    return Math.max(0, this.height - this.#view)
  }

  resize(view: number, total = this.#total): void {
    this.#view = view
    this.#total = total
    this.#y = Math.min(this.#y, this.#maxY)
  }

  /** The browser scrolled to `top`. */
  scrolled(top: number): Scroll {
    const delta = top - this.#last
    this.#last = top
    if (this.#real <= CAP) {
      this.#y = Math.min(top, this.#maxY)
      return { y: this.#y }
    }
    if (Math.abs(delta) >= this.#view * 1.5) {
      this.#y = (top / this.#maxTop) * this.#maxY
      return { y: this.#y }
    }
    this.#y = Math.max(0, Math.min(this.#maxY, this.#y + delta))
    const want = this.#scaled()
    if (Math.abs(want - top) <= DRIFT && top > 0 && top < this.#maxTop) return { y: this.#y }
    // One pixel of room at an end that is not the true end, so that the wheel still moves.
    const low = this.#y > 0 ? 1 : 0
    const high = this.#maxTop - (this.#y < this.#maxY ? 1 : 0)
    return this.#place(Math.min(high, Math.max(low, want)))
  }

  /** Brings row `index` (from 0) to the top. */
  goTo(index: number): Scroll {
    this.#y = Math.max(0, Math.min(this.#maxY, index * this.rowHeight))
    return this.#place(this.#scaled())
  }

  /** Moves as little as needed to show row `index` whole. */
  reveal(index: number): Scroll {
    const top = index * this.rowHeight
    if (top < this.#y) return this.goTo(index)
    if (top + this.rowHeight > this.#y + this.#view) {
      this.#y = Math.max(0, Math.min(this.#maxY, top + this.rowHeight - this.#view))
      return this.#place(this.#scaled())
    }
    return { y: this.#y }
  }

  /** Rows in sight, first included, last excluded. */
  window(): { first: number; end: number } {
    const first = Math.floor(this.#y / this.rowHeight)
    return { first, end: Math.min(this.#total, first + Math.ceil(this.#view / this.rowHeight) + 1) }
  }

  #scaled(): number {
    if (this.#real <= CAP) return this.#y
    return this.#maxY === 0 ? 0 : (this.#y / this.#maxY) * this.#maxTop
  }

  #place(top: number): Scroll {
    // Browsers round scroll offsets to device pixels; the echo of this move must then count as none.
    this.#last = Math.round(top)
    return { y: this.#y, scrollTop: this.#last }
  }
}
