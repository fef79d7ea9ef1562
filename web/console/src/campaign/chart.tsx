import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import styles from './figures.module.css';
import type { Line } from './series';

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export interface ChartProps {
  label: string;
  lines: readonly (Line & { title: string; colour: string })[];
  theme: 'dark' | 'light';
  formatTime: (at: number) => string;
  formatValue: (value: number) => string;
}

/** Bars by minute, stacked where there are several. Loaded only when a chart is looked at. */
export default function Chart(props: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);

  useEffect(() => {
    if (!element.current) return;
    const made = init(element.current);
    chart.current = made;
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(element.current);
    return () => {
      watcher.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(optionOf(props), { replaceMerge: ['series'] });
  });

  return (
    <div ref={element} className={styles.chart} role="img" aria-label={props.label} data-testid="chart" />
  );
}

function optionOf({ lines, theme, formatTime, formatValue }: ChartProps) {
  const dark = theme === 'dark';
  const ink = dark ? '#a9b3c3' : '#4d5869';
  const rule = dark ? '#232935' : '#e1e6ed';
  const panel = dark ? '#1b202a' : '#ffffff';
  const fontFamily = getComputedStyle(document.body).fontFamily; // a canvas inherits nothing
  const text = { color: ink, fontFamily, fontSize: 12 };
  return {
    animationDuration: 300,
    textStyle: { fontFamily },
    grid: { left: 4, right: 8, top: lines.length > 1 ? 36 : 12, bottom: 0, outerBoundsMode: 'same' },
    legend: {
      show: lines.length > 1,
      left: 0,
      top: 0,
      icon: 'roundRect',
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 16,
      textStyle: text,
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: {
        type: 'shadow',
        shadowStyle: { color: dark ? 'rgba(255,255,255,.05)' : 'rgba(0,0,0,.04)' },
      },
      backgroundColor: panel,
      borderColor: rule,
      textStyle: { color: dark ? '#e9edf4' : '#141a24', fontSize: 13 },
      valueFormatter: (value: unknown) => formatValue(Number(value)),
    },
    xAxis: {
      type: 'category',
      data: (lines[0]?.points ?? []).map(([at]) => formatTime(at)),
      axisLine: { lineStyle: { color: rule } },
      axisTick: { show: false },
      axisLabel: text,
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitLine: { lineStyle: { color: rule } },
      axisLabel: { ...text, formatter: formatValue },
    },
    series: lines.map(({ title, colour, points }) => ({
      type: 'bar',
      stack: 'all',
      name: title,
      data: points.map(([, value]) => value),
      itemStyle: { color: colour },
      barMaxWidth: 26,
      barCategoryGap: '28%',
    })),
  };
}
