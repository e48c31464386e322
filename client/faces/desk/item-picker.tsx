import { type ReactElement, useMemo, useState } from 'react'
import type { Item } from '../../../shared/item.ts'
import { t, word } from './messages-desk.ts'
import { useOrganisation } from './organisation.ts'

/** How well an item fits: what was typed first (name, code, pinyin initials), else the words of the report. */
export function rankItems(items: readonly Item[], typed: string, text: string): Item[] {
  const q = typed.trim().toLowerCase()
  const score = (item: Item): number => {
    if (q !== '')
      return item.pinyin.startsWith(q)
        ? 4
        : item.name.includes(typed.trim())
          ? 3
          : item.code.startsWith(q)
            ? 3
            : item.pinyin.includes(q)
              ? 2
              : item.words.some((one) => one.includes(typed.trim()))
                ? 1
                : 0
    return item.words.reduce((sum, one) => sum + (text.includes(one) ? 1 : 0), text.includes(item.name) ? 3 : 0)
  }
  return items.map((item) => ({ item, score: score(item) })).filter(({ score: s }) => s > 0 || q === '').sort((a, b) => b.score - a.score).slice(0, 8).map(({ item }) => item) // prettier-ignore
}

/** 立案: the item by words or pinyin initials, then the condition, whose limit is shown before it is chosen. */
export function ItemPicker({
  text,
  first,
  onPick,
}: {
  text: string
  first: boolean
  onPick(item: string, condition: string): void
}): ReactElement {
  const items = useOrganisation((s) => s.items)
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const [chosen, setChosen] = useState<{ item: string; condition: string } | null>(null)
  const rows = useMemo(
    () => rankItems(items, typed, text).flatMap((item) => item.conditions.map((condition) => ({ item, condition }))),
    [items, typed, text],
  )
  const choose = (i: number) => {
    const row = rows[i]
    if (!row) return
    setAt(i)
    setChosen({ item: row.item.id, condition: row.condition.id })
    onPick(row.item.id, row.condition.id)
  }
  return (
    <div className="field-row">
      <label htmlFor="field-item">{t('step.item')}</label>
      <div>
        <input
          id="field-item" autoFocus={first} value={typed} placeholder={t('step.itemHint')} role="combobox" aria-expanded aria-controls="item-list" maxLength={64}
          onChange={(e) => { setTyped(e.target.value); setAt(0) }}
          onKeyDown={(e) => {
            if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); choose(Math.max(0, Math.min(rows.length - 1, (chosen ? at : -1) + (e.key === 'ArrowDown' ? 1 : -1)))) }
            else if (e.key === 'Enter' && !chosen) { e.preventDefault(); choose(0) }
          }}
        />
        <div id="item-list" role="listbox" style={{ maxHeight: 240, overflow: 'auto', marginTop: 4 }}>
          {rows.map((row, i) => (
            <button key={`${row.item.id} ${row.condition.id}`} type="button" role="option" aria-selected={chosen?.item === row.item.id && chosen.condition === row.condition.id} className={`queue-row${chosen?.item === row.item.id && chosen.condition === row.condition.id ? ' selected' : ''}`} style={{ gridTemplateColumns: 'minmax(0,1fr) auto' }} onClick={() => choose(i)}>
              <span style={{ minWidth: 0 }}><span className="what clip" style={{ display: 'block' }}>{row.item.name} <span className="ink3 small">{row.item.code}</span></span><span className="tail clip" style={{ display: 'block' }}>{row.condition.name}</span></span>
              <span className="small ink2">{row.condition.limit.value} {word(row.condition.limit.type)}</span>
            </button>
          ))}
        </div>
      </div>
    </div>
  ) // prettier-ignore
}
