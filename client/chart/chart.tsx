import type { EChartsCoreOption } from 'echarts/core'
import { type ReactElement, useEffect, useRef } from 'react'
import { AccessibleTable, type TableData } from '../ui/accessible-table.tsx'
import { useTheme } from '../ui/theme.ts'
import type { EChartsType } from './echarts.ts'

type Props = {
  /** One sentence that says what the chart says. */
  label: string
  option: EChartsCoreOption
  /** The same facts as a table; asked only when it is shown (button or key T). */
  table: () => TableData
  height: number
  /** What was clicked: index of the series and of its point. */
  onPick?: (at: { series: number; index: number }) => void
  /** The button under the chart; T works without it. */
  tableButton?: boolean
}

/** An ECharts canvas that is loaded when it is first needed, follows theme and size, and gives everything back when it goes. `option` must
 *  keep its identity while nothing changed: each new one is one setOption. */
export function Chart({ label, option, table, height, onPick, tableButton = true }: Props): ReactElement {
  const holder = useRef<HTMLDivElement>(null)
  const theme = useTheme((s) => s.theme)
  const chart = useRef<EChartsType | null>(null)
  const latest = useRef({ option, onPick })
  latest.current = { option, onPick }

  useEffect(() => {
    let stopped = false
    let observer: ResizeObserver | undefined
    void import('./echarts.ts').then(({ openChart }) => {
      const element = holder.current
      if (stopped || !element) return
      const made = openChart(element)
      chart.current = made
      made.setOption(latest.current.option, true)
      made.on('click', (event) => latest.current.onPick?.({ series: event.seriesIndex ?? 0, index: event.dataIndex }))
      observer = new ResizeObserver(() => made.resize())
      observer.observe(element)
    })
    return () => {
      stopped = true
      observer?.disconnect()
      chart.current?.dispose()
      chart.current = null
    }
  }, [theme])

  useEffect(() => {
    chart.current?.setOption(option, true)
  }, [option])

  return (
    <AccessibleTable label={label} data={table} button={tableButton}>
      <div ref={holder} role="img" aria-label={label} style={{ width: '100%', height }} />
    </AccessibleTable>
  )
}
