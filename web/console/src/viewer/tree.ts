// The members of an archive as a tree: containers and directories are branches.
import type { ArchiveMember } from '../../../core/types'

export interface Node {
  key: string
  name: string
  member?: ArchiveMember
  children: Node[]
}

export function memberTree(members: readonly ArchiveMember[]): Node[] {
  const roots: Node[] = []
  const nodes = new Map<string, Node>()
  for (const member of members) {
    if (member.path.length === 0) continue
    let siblings = roots
    let key = ''
    let node: Node | undefined
    for (const container of member.path) {
      // `//` cannot occur inside one part after splitting, so it tells containers from directories.
      key += '//'
      for (const part of container.split('/').filter(part => part !== '')) {
        key += `/${part}`
        node = nodes.get(key)
        if (!node) {
          node = { key, name: part, children: [] }
          nodes.set(key, node)
          siblings.push(node)
        }
        siblings = node.children
      }
    }
    if (node) node.member = member
  }
  return roots
}

/** The member to show first: text with findings, else any text, else the file itself. */
export function firstMember(members: readonly ArchiveMember[]): number {
  const text = members.filter(member => member.kind === 'text')
  return (text.find(member => member.findings > 0) ?? text[0] ?? members[0])?.member ?? 0
}

export function memberName(member: ArchiveMember, file: string): string {
  const last = member.path.at(-1)
  return last === undefined ? file : (last.split('/').at(-1) ?? last)
}
