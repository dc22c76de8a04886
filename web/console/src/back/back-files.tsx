import { Link } from '@tanstack/react-router'
import { visible } from '../../../core/format'
import type { PutBackFile, RolledBack } from '../../../core/types'
import { Scroll } from '../parts/scroll'
import { n, t } from '../words'

/** More rows nobody reads; the whole list is in the ledger, file by file. */
const ROWS_MOST = 200

interface Props {
  said: RolledBack
  of: 'case' | 'member'
  names?: ReadonlyMap<string, string> | undefined
}

/** File by file, which version is shown instead of which, before it is done and after. */
export function BackFiles({ said: { files }, of, names }: Props) {
  if (files.length === 0) return null
  const cases = of === 'member'
  const more = files.length - ROWS_MOST
  const heads = ['back-file', ...(cases ? ['back-case'] : []), 'back-version', 'file-name']
  return (
    <>
      <Scroll label={t('back-list')}>
        <table className="grid">
          <thead>
            <tr>
              {heads.map(head => (
                <th key={head} scope="col">
                  {t(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {files.slice(0, ROWS_MOST).map(file => (
              <Row key={file.file} file={file} cases={cases} name={names?.get(file.file)} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {more > 0 && <p className="sub">{t('back-more', { count: more, n: n(more) })}</p>}
    </>
  )
}

function Row({ file, cases, name }: { file: PutBackFile; cases: boolean; name: string | undefined }) {
  return (
    <tr>
      <th scope="row" className="wide">
        {name === undefined ? <code>{file.file}</code> : <bdi>{visible(name)}</bdi>}
      </th>
      {cases && (
        <td>
          <Link to="/cases/$case" params={{ case: file.case }} className="row-link">
            <bdi>{visible(file.case_reference)}</bdi>
          </Link>
        </td>
      )}
      <td className="num nowrap">
        {file.from === file.to
          ? t('back-stays', { to: n(file.to) })
          : t('back-instead', { from: n(file.from), to: n(file.to) })}
      </td>
      <td>{t(file.renamed ? 'back-renamed' : 'back-name-stays')}</td>
    </tr>
  )
}
