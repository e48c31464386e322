import { type ReactElement, type ReactNode, useId, useState } from 'react'
import { t } from './messages-ui.ts'

export type TableData = { caption: string; columns: readonly string[]; rows: readonly (readonly (string | number | null)[])[] }

export const DataTable = ({ table }: { table: TableData }): ReactElement => (
  <table className="data-table">
    <caption>{table.caption}</caption>
    <thead>
      <tr>
        {table.columns.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {table.rows.map((row, i) => (
        <tr key={i}>
          {row.map((cell, j) =>
            j === 0 ? (
              <th key={j} scope="row">
                {cell}
              </th>
            ) : (
              <td key={j}>{cell ?? '—'}</td>
            ),
          )}
        </tr>
      ))}
    </tbody>
  </table>
)

/** A chart with the same facts as a table behind it: always there for a screen reader, shown to everybody by a button or the key T.
 *  `data` is called only when the table is shown. */
export function AccessibleTable({
  label,
  data,
  children,
  button = true,
}: {
  label: string
  data: () => TableData
  children: ReactNode
  button?: boolean
}): ReactElement {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <figure
      className="charted"
      aria-labelledby={id}
      onKeyDown={(event) => event.key.toLowerCase() === 't' && !event.ctrlKey && !event.metaKey && setOpen(!open)}
    >
      <figcaption id={id} className="visually-hidden">
        {label}
      </figcaption>
      {open ? <DataTable table={data()} /> : children}
      {button && (
        <button type="button" className="quiet-button" aria-pressed={open} onClick={() => setOpen(!open)}>
          {t(open ? 'table.hide' : 'table.show')}
        </button>
      )}
    </figure>
  )
}
