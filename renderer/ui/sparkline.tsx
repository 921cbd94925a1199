import { sparkPath, thin } from './spark-path.ts'

interface SparklineProps {
  values: readonly number[]
  /** What it shows and its value now, in words. */
  label: string
  width?: number
  height?: number
  /** The top of the scale is at least this. */
  least?: number
  /** As wide as its place, with the ground under the line filled. */
  isWide?: boolean
}

/** A small graph from zero; its values now stand beside it in words. */
export function Sparkline({ values, label, width = 64, height = 18, least = 0, isWide }: SparklineProps) {
  const path = sparkPath(thin(values, Math.round(width / 2)), { width, height, least })
  return (
    <svg
      className="spark"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width={isWide ? '100%' : width}
      height={height}
      preserveAspectRatio="none"
    >
      {isWide && path && <path className="is-area" d={`${path}V${height}H0Z`} />}
      {path && <path d={path} />}
    </svg>
  )
}
