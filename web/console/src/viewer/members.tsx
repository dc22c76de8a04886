import { FileText, Folder, Package } from 'lucide-react'
import { useMemo } from 'react'
import { Button, Collection, Tree, TreeItem, TreeItemContent } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { ArchiveMember } from '../../../core/types'
import { n, t } from '../words'
import { memberTree, type Node } from './tree'

/** Above this many members only the first level starts open. */
const OPEN_ALL = 200

interface Props {
  members: readonly ArchiveMember[]
  chosen: number
  choose(member: number): void
}

export function Members({ members, chosen, choose }: Props) {
  const { nodes, keys, byKey, chosenKey } = useMemo(() => {
    const nodes = memberTree(members)
    const byKey = new Map<string, Node>()
    const visit = (list: Node[]) => {
      for (const node of list) {
        byKey.set(node.key, node)
        visit(node.children)
      }
    }
    visit(nodes)
    const keys = byKey.size <= OPEN_ALL ? [...byKey.keys()] : nodes.map(node => node.key)
    const chosenKey = [...byKey.values()].find(node => node.member?.member === chosen)?.key
    return { nodes, keys, byKey, chosenKey }
  }, [members, chosen])
  const open = (key: string) => {
    const member = byKey.get(key)?.member
    if (member) choose(member.member)
  }
  return (
    <Tree
      className="tree"
      aria-label={t('tree-label')}
      items={nodes}
      defaultExpandedKeys={keys}
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={chosenKey === undefined ? [] : [chosenKey]}
      onSelectionChange={selection => {
        const key = selection === 'all' ? undefined : [...selection][0]
        if (key !== undefined) open(String(key))
      }}
      onAction={key => open(String(key))}
    >
      {function row(node: Node) {
        const Icon = node.children.length > 0 ? (node.member ? Package : Folder) : FileText
        return (
          <TreeItem key={node.key} id={node.key} textValue={visible(node.name)} className="tree-item">
            <TreeItemContent>
              {({ hasChildItems, isExpanded }) => (
                <span className="tree-row">
                  {hasChildItems && (
                    <Button slot="chevron" className="chevron">
                      <span aria-hidden="true">{isExpanded ? '▾' : '▸'}</span>
                    </Button>
                  )}
                  <Icon className="i" aria-hidden="true" />
                  <bdi className="tree-name">{visible(node.name)}</bdi>
                  {(node.member?.findings ?? 0) > 0 && (
                    <span className="tag sens num">{n(node.member?.findings ?? 0)}</span>
                  )}
                </span>
              )}
            </TreeItemContent>
            <Collection items={node.children}>{row}</Collection>
          </TreeItem>
        )
      }}
    </Tree>
  )
}
