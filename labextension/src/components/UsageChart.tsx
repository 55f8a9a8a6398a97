import { Flex, theme } from 'antd';
import { type JSX, useEffect, useRef, useState } from 'react';

import { type Bar, OTHERS, type Series, ceiling } from '../api/series';
import { countedHours, formatHours, hourUnit } from '../api/usage';

const COLORS = ['#c2531a', '#2f6fb3', '#3f8f5b', '#a4429a', '#b08a1c', '#5b5fc7'];
const GREY = '#8c8c8c';
/** Pixels, until the place is measured. */
const WIDTH = 860;
/** A bar is no wider, however few there are. */
const WIDEST = 72;
const HEIGHT = 240;
const LEFT = 62;
const TOP = 12;
const BOTTOM = 26;

interface Props {
  series: Series;
  slot: string;
  step: string;
}

/** Who used how much in each step, as stacked bars. The table beside it tells the same to those who cannot see. */
export function UsageChart({ series, slot, step }: Props): JSX.Element {
  const { token } = theme.useToken();
  const top = ceiling(countedHours(slot, series.most));
  const scale = (HEIGHT - TOP - BOTTOM) / top;
  const [place, width] = useWidth();
  const room = (width - LEFT) / Math.max(1, series.bars.length);
  const every = Math.ceil(64 / room);
  const ticks = [0, top / 2, top];
  const y = (counted: number): number => HEIGHT - BOTTOM - counted * scale;
  return (
    <figure className="ky-chart" ref={place}>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={summary(series, slot, step)}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} stroke={token.colorBorderSecondary} />
            <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end" fontSize="12" fill={token.colorTextSecondary}>
              {String(Number(tick.toPrecision(3)))}
            </text>
          </g>
        ))}
        {series.bars.map((bar, index) => (
          <g key={bar.at}>
            <title>{barText(bar, series, slot, step)}</title>
            <Stack bar={bar} x={LEFT + index * room} width={room} slot={slot} names={series.names} y={y} />
            {index % every === 0 && (
              <text
                x={LEFT + (index + 0.5) * room}
                y={HEIGHT - 8}
                textAnchor="middle"
                fontSize="12"
                fill={token.colorTextSecondary}
              >
                {moment(bar.at, step)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <Flex gap="4px 16px" wrap component="figcaption">
        {series.names.map((name, index) => (
          <span key={name}>
            <span className="ky-swatch" style={{ background: color(name, index) }} /> {name}
          </span>
        ))}
        <span className="ky-faint">{hourUnit(slot)}</span>
      </Flex>
    </figure>
  );
}

interface StackProps {
  bar: Bar;
  x: number;
  width: number;
  slot: string;
  names: string[];
  y: (counted: number) => number;
}

function Stack({ bar, x, width, slot, names, y }: StackProps): JSX.Element {
  const gap = Math.max(Math.min(3, width * 0.2), width - WIDEST);
  let below = 0;
  return (
    <>
      <rect x={x} y={TOP} width={width} height={HEIGHT - TOP - BOTTOM} fill="transparent" />
      {bar.parts.map((hours, index) => {
        const counted = countedHours(slot, hours);
        if (counted <= 0) return null;
        const start = y(below + counted);
        const height = y(below) - start;
        below += counted;
        const name = names[index] ?? '';
        return (
          <rect
            key={name}
            x={x + gap / 2}
            y={start}
            width={width - gap}
            height={height}
            fill={color(name, index)}
          />
        );
      })}
    </>
  );
}

/** How wide the place is, in pixels: texts keep their size on a phone. */
function useWidth(): [React.RefObject<HTMLElement>, number] {
  const place = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(WIDTH);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const measure = (): void => {
      if (element.clientWidth > 0) setWidth(element.clientWidth);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}

const color = (name: string, index: number): string =>
  name === OTHERS ? GREY : (COLORS[index % COLORS.length] ?? GREY);

function moment(at: string, step: string): string {
  const time = new Date(at);
  if (step === 'hour') return time.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  return time.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}

function barText(bar: Bar, series: Series, slot: string, step: string): string {
  const parts = series.names.map((name, index) => [name, bar.parts[index] ?? 0] as const);
  const told = parts
    .filter(([, hours]) => hours > 0)
    .map(([name, hours]) => `${name}: ${formatHours(slot, hours)}`);
  return [moment(bar.at, step), ...(told.length > 0 ? told : ['nothing'])].join('\n');
}

function summary(series: Series, slot: string, step: string): string {
  const sum = series.bars.reduce((all, bar) => all + bar.sum, 0);
  return `${formatHours(slot, sum)} in ${series.bars.length} steps of a ${step}, by ${series.names.length} names`;
}
