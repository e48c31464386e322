import { type ReactElement, type ReactNode, useDeferredValue, useState } from 'react'
import { t } from './messages-admin.ts'
import type { Listed } from './use-list.ts'

/** `text` is what the filter looks in; without it, nothing of the column is found. */
export type Column<T> = { head: string; cell: (row: T) => ReactNode; text?: (row: T) => string | null; figure?: boolean }
type Props<T> = {
  title: string
  help?: string
  list: Listed<T>
  columns: readonly Column<T>[]
  keyOf: (row: T) => string
  onOpen?: (row: T) => void
  empty?: string
  action?: ReactNode
  warning?: string | null
  more?: ReactNode
}
/** More rows than anybody reads: the filter is there to find one. */
const MOST = 400

export function ListPage<T>({ title, help, list, columns, keyOf, onOpen, empty, action, warning, more }: Props<T>): ReactElement {
  const [query, setQuery] = useState('')
  const wanted = useDeferredValue(query.trim().toLowerCase())
  const { rows, error, again } = list
  const found = (rows ?? []).filter((row) => wanted === '' || columns.some((column) => column.text?.(row)?.toLowerCase().includes(wanted)))
  const shown = found.slice(0, MOST)
  return (
    <div className="admin-page">
      <header className="admin-head">
        <h1>{title}</h1>
        {rows !== null && (
          <span className="admin-count fig">
            {shown.length < found.length ? t('shown.part', { n: shown.length, all: found.length }) : t('shown', { n: found.length })}
          </span>
        )}
        <input
          type="search"
          className="admin-search"
          placeholder={t('search')}
          aria-label={t('search')}
          value={query}
          onChange={(e) => setQuery(e.target.value)}
        />
        {action}
      </header>
      {help && <p className="admin-help">{help}</p>}
      {warning && (
        <p className="admin-warning" role="status">
          {warning}
        </p>
      )}
      {error !== null ? (
        <p className="admin-state" role="alert">
          {t('failed', { reason: error })}{' '}
          <button type="button" className="button" onClick={again}>
            {t('retry')}
          </button>
        </p>
      ) : rows === null ? (
        <p className="admin-state" role="status">
          {t('loading')}
        </p>
      ) : shown.length === 0 ? (
        <p className="admin-state">{rows.length === 0 ? t('empty', { how: empty ?? '' }) : t('none')}</p>
      ) : (
        <div className="admin-scroll" tabIndex={0} role="region" aria-label={title}>
          <table className="admin-table">
            <thead>
              <tr>
                {columns.map(({ head, figure }) => (
                  <th key={head} scope="col" className={figure ? 'figure-cell' : undefined}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row key={keyOf(row)} row={row} columns={columns} {...(onOpen ? { onOpen } : {})} />
              ))}
            </tbody>
          </table>
          {more}
        </div>
      )}
    </div>
  )
}

/** The first cell opens the row: a button, so that the keyboard gets there; a click anywhere does the same. */
const Row = <T,>({ row, columns, onOpen }: { row: T; columns: readonly Column<T>[]; onOpen?: (row: T) => void }): ReactElement => (
  <tr className={onOpen ? 'opens' : undefined} onClick={onOpen && (() => onOpen(row))}>
    {columns.map(({ head, cell, figure }, i) => (
      <td key={head} className={figure ? 'figure-cell fig' : undefined}>
        {i === 0 && onOpen ? (
          <button
            type="button"
            className="row-button"
            onClick={(event) => {
              event.stopPropagation()
              onOpen(row)
            }}
          >
            {cell(row)}
          </button>
        ) : (
          cell(row)
        )}
      </td>
    ))}
  </tr>
)
