import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import {
  DataZoomComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
} from 'echarts/components'
import { type EChartsType, init, use as register } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { token } from '../ui/theme.ts'

register([
  LineChart,
  BarChart,
  ScatterChart,
  CustomChart,
  GridComponent,
  TooltipComponent,
  MarkLineComponent,
  MarkAreaComponent,
  MarkPointComponent,
  DataZoomComponent,
  CanvasRenderer,
])

/** One theme from the tokens: normal things in ice and slate, hairlines, figures of Archivo. Nothing moves. */
function themeNow() {
  const font = getComputedStyle(document.documentElement).getPropertyValue('--font-text')
  const ink = { color: token('--ink-2'), fontFamily: font, fontSize: 12 }
  const axis = {
    axisLine: { lineStyle: { color: token('--line-strong') } },
    axisTick: { lineStyle: { color: token('--line-strong') } },
    axisLabel: { ...ink, color: token('--ink-3') },
    splitLine: { lineStyle: { color: token('--line') } },
  }
  return {
    animation: false,
    color: ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6'].map((name) => token(name as `--${string}`)),
    backgroundColor: 'transparent',
    textStyle: ink,
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    line: { symbol: 'none', lineStyle: { width: 2 } },
    tooltip: {
      // As canvas text: a name from outside never becomes markup.
      renderMode: 'richText',
      confine: true,
      backgroundColor: token('--raised'),
      borderColor: token('--line-strong'),
      borderWidth: 1,
      padding: [6, 10],
      textStyle: { ...ink, color: token('--ink') },
      transitionDuration: 0,
    },
  }
}

export type { EChartsType }
/** A chart on this element in the present theme; the caller disposes of it. */
export const openChart = (element: HTMLElement): EChartsType => init(element, themeNow(), { renderer: 'canvas' })
