import '@xyflow/react/dist/base.css'
import './graph.css'
import { Background, type Edge, MarkerType, type Node, ReactFlow, ReactFlowProvider, useReactFlow, useStoreApi } from '@xyflow/react'
import { Maximize, Minus, Plus } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { t } from '../../../app/messages.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { layoutGraph, nextNode, nodeSize } from './graph-layout.ts'
import { type ManifestNode, NodeBox } from './graph-node.tsx'
import type { LibraryGraph } from './library-graph.ts'

interface GraphViewProps {
  label: string
  graph: LibraryGraph
  /** Marked: what the page is about, or what the words found. */
  marked: ReadonlySet<string>
  /** In a small one the wheel scrolls the page, in a page of its own the drawing. */
  isSmall?: boolean
}

const nodeTypes = { manifest: NodeBox }
const fit = { padding: 0.08, maxZoom: 1, duration: 0 }
/** Names of smaller nodes are not read any more. */
const readableZoom = 0.8
/** In pixels of the page, left and above of a graph that is shown in part. */
const startMargin = 16

/** A graph that is drawn: moved with the mouse, zoomed with its wheel and Ctrl, walked with the arrow keys. */
export default function GraphView(props: GraphViewProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  )
}

function Drawing({ label, graph, marked, isSmall = false }: GraphViewProps) {
  const flow = useReactFlow()
  const box = useRef<HTMLElement>(null)
  const places = useMemo(() => layoutGraph(graph), [graph])
  const [chosen, setChosen] = useState<string | null>(null)
  // One of them takes the Tab key: where the keyboard was last, else what is marked, else the first.
  const stop = chosen !== null && places.has(chosen) ? chosen : (graph.nodes.find(({ id }) => marked.has(id))?.id ?? graph.nodes[0]?.id)
  const nodes = useMemo(
    () =>
      graph.nodes.map(
        (node): Node<ManifestNode> => ({
          id: node.id,
          type: 'manifest',
          position: places.get(node.id) ?? { x: 0, y: 0 },
          ...nodeSize,
          data: { node, isMarked: marked.has(node.id), isStop: node.id === stop, usedBy: graph.edges.filter(({ to }) => to === node.id).length },
        }),
      ),
    [graph, places, marked, stop],
  )
  const edges = useMemo(() => {
    const missing = new Set(graph.nodes.filter(({ manifest }) => !manifest).map(({ id }) => id))
    return graph.edges.map(
      ({ from, to }): Edge => ({
        id: `${from} ${to}`,
        source: from,
        target: to,
        className: missing.has(to) ? 'is-missing' : '',
        markerEnd: { type: MarkerType.Arrow, width: 14, height: 14, color: 'var(--text-3)' },
      }),
    )
  }, [graph])
  const showStart = useShowStart(places)
  useEffect(() => {
    const frame = requestAnimationFrame(() => void showStart())
    return () => cancelAnimationFrame(frame)
  }, [showStart])
  const showNode = useShowNode(box)

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-node]')?.dataset.node
    const next = id === undefined ? null : nextNode(graph, places, id, event.key)
    if (id === undefined || !event.key.startsWith('Arrow')) return
    event.preventDefault()
    if (next === null) return
    setChosen(next)
    box.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`)?.focus({ preventScroll: true })
  }
  return (
    <section
      ref={box}
      className="graph"
      aria-label={label}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        const id = event.target.closest<HTMLElement>('[data-node]')?.dataset.node
        if (id === undefined) return
        setChosen(id)
        showNode(id)
      }}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onInit={() => void showStart()}
        minZoom={0.15}
        maxZoom={1.6}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        zoomOnDoubleClick={false}
        zoomOnScroll={false}
        panOnScroll={!isSmall}
        preventScrolling={!isSmall}
        defaultEdgeOptions={{ type: edges.length > 12 ? 'default' : 'smoothstep' }}
      >
        <Background gap={16} size={1} />
      </ReactFlow>
      <div className="graph-tools">
        <IconButton label={t.graph.zoomIn} isSmall onClick={() => void flow.zoomIn({ duration: 0 })}>
          <Icon of={Plus} size="small" />
        </IconButton>
        <IconButton label={t.graph.zoomOut} isSmall onClick={() => void flow.zoomOut({ duration: 0 })}>
          <Icon of={Minus} size="small" />
        </IconButton>
        <IconButton label={t.graph.fit} isSmall onClick={() => void flow.fitView(fit)}>
          <Icon of={Maximize} size="small" />
        </IconButton>
      </div>
    </section>
  )
}

/** The whole graph, or its upper part where the whole would be too small to be read. */
function useShowStart(places: ReturnType<typeof layoutGraph>) {
  const flow = useReactFlow()
  const store = useStoreApi()
  return useCallback(async () => {
    await flow.fitView(fit)
    if (flow.getZoom() >= readableZoom) return
    const width = Math.max(...[...places.values()].map(({ x }) => x)) + nodeSize.width
    const left = Math.max(startMargin, (store.getState().width - width * readableZoom) / 2)
    await flow.setViewport({ zoom: readableZoom, x: left, y: startMargin })
  }, [flow, store, places])
}

/** Brings the node with the focus into view. The browser would scroll the drawing itself, which knows nothing of scrolling. */
function useShowNode(box: RefObject<HTMLElement | null>) {
  const flow = useReactFlow()
  const store = useStoreApi()
  return (id: string) => {
    const node = flow.getNode(id)
    const { width, height } = store.getState()
    if (!node || !width) return
    for (const part of box.current?.querySelectorAll('.react-flow, .react-flow__renderer, .react-flow__pane') ?? []) part.scrollTo(0, 0)
    box.current?.scrollTo(0, 0)
    const { x, y, zoom } = flow.getViewport()
    const left = node.position.x * zoom + x
    const top = node.position.y * zoom + y
    const isSeen = left >= 0 && top >= 0 && left + nodeSize.width * zoom <= width && top + nodeSize.height * zoom <= height
    if (isSeen) return
    const middle = { x: node.position.x + nodeSize.width / 2, y: node.position.y + nodeSize.height / 2 }
    void flow.setCenter(middle.x, middle.y, { zoom, duration: 0 })
  }
}
