import type { ReactElement } from 'react'
import { useLive } from '../../live/store.ts'
import { figureText } from '../../ui/age.ts'
import { Spark } from '../../ui/spark.tsx'
import { t } from './messages-desk.ts'

/** The vitals of the city as one list; each opens its page in review. */
export function FiguresView(): ReactElement {
  const heads = useLive((s) => s.picture.indicator)
  const city = useLive((s) => s.picture.system.get('city')?.city)
  const rows = [...heads.values()]
    .filter((head) => head.area === city)
    .sort((a, b) => a.domain.localeCompare(b.domain) || a.name.localeCompare(b.name))
  return (
    <main className="desk-main view-one">
      <section className="desk-col"><div className="pane desk-scroll">
        <div className="pane-head"><h2 className="pane-title">{t('figures.title')}</h2></div>
        <table className="sheet"><tbody>
          {rows.map((head) => (
            <tr key={head.id}>
              <td>{head.name} <span className="small ink3">{head.department}{head.demo ? ' · 演示' : ''}</span></td>
              <td className="num"><span className={head.state === 'late' ? 'stale' : 'fig'}>{head.figure ? `${figureText(head.figure.value)} ${head.figure.unit}` : t('health.not-connected')}</span></td>
              <td className="ink2">{head.comparison ? `${head.comparison.value > 0 ? '+' : ''}${figureText(head.comparison.value)} ${head.comparison.unit} ${head.comparison.basis}` : ''}</td>
              <td style={{ width: 130 }}><Spark points={head.spark} band={head.band} width={110} height={24} /></td>
              <td><a className="ink2" href={`/review/indicator/${head.indicator}`}>{t('figures.open')}</a></td>
            </tr>
          ))}
        </tbody></table>
        {rows.length === 0 && <p className="queue-empty">{t('health.not-connected')}</p>}
      </div></section>
    </main>
  ) // prettier-ignore
}
