// What leaves the viewer by the clipboard is the working copy, exactly as the server gives it: never how a token is drawn.
import { fetchLines } from './queries'

/** More lines than this are better downloaded. */
export const COPY_LINES = 500

export async function copyLines(file: string, member: number, from: number, to: number): Promise<number> {
  const count = Math.min(COPY_LINES, to - from + 1)
  const { lines } = await fetchLines(file, member, from, count)
  await navigator.clipboard.writeText(lines.map(line => line.text).join('\n'))
  return lines.length
}

/** The lines a selection by mouse stands for: nothing if it is inside one line and touches no token. */
export function selectedLines(grid: Element, selection: Selection | null): number[] {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return []
  const range = selection.getRangeAt(0)
  const rows = [...grid.querySelectorAll<HTMLElement>('.row')].filter(row => range.intersectsNode(row))
  const token = rows.some(row => [...row.querySelectorAll('.rd')].some(each => range.intersectsNode(each)))
  if (rows.length === 1 && !token) return []
  return rows.map(row => Number(row.getAttribute('aria-rowindex'))).sort((a, b) => a - b)
}
