import Flatbush from 'flatbush'
import { type CustomLayerInterface, type CustomRenderMethodInput, type Map as MapLibre, MercatorCoordinate } from 'maplibre-gl'
import { rgbOf } from '../ui/colour.ts'
import { token } from '../ui/theme.ts'
import { POINT_FRAGMENT, POINT_VERTEX } from './point-shaders.ts'

/** State of a point: 0–3 红橙黄蓝 as diamond, triangle, square, circle; 4 normal, 5 late, 6 never heard, 7 not drawn. */
export type Points = { lon: Float64Array; lat: Float64Array; state: Uint8Array; size: number }
export type PointsLayer = CustomLayerInterface & {
  /** New positions (a roster): rebuilds buffers and the picking index. */
  place(points: Points): void
  /** New states of the same points: one upload, and one redraw when it shows. */
  recolour(state: Uint8Array, redraw: boolean): void
  /** Index of the nearest point within radiusPx of a place on the map's canvas, or null. */
  pick(x: number, y: number, radiusPx: number): number | null
  retheme(): void
  /** Diameter of a normal point in CSS pixels, and how much it is there (0–1): quiet under a heat, plain alone. */
  weigh(sizePx: number, quiet: number): void
  /** How often states have been uploaded: what a bench waits for. */
  uploads(): number
}

const NORMAL = 4
const palette = (): Float32Array =>
  new Float32Array(
    [
      token('--red'),
      token('--orange'),
      token('--yellow-sign'),
      token('--blue'),
      token('--c1'),
      token('--ink-3'),
      token('--line-strong'),
      token('--ground'),
    ].flatMap((c) => rgbOf(c).map((v) => v / 255)),
  )

function compile(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram()
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, POINT_VERTEX],
    [gl.FRAGMENT_SHADER, POINT_FRAGMENT],
  ] as const) {
    // prettier-ignore
    const shader = gl.createShader(kind)
    if (!shader) throw new Error('no shader')
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? 'points: link failed')
  return program
}

type Held = {
  gl: WebGL2RenderingContext
  program: WebGLProgram
  vao: WebGLVertexArrayObject
  position: WebGLBuffer
  state: WebGLBuffer
  at: (name: string) => WebGLUniformLocation | null
}

function hold(gl: WebGL2RenderingContext): Held {
  const program = compile(gl)
  const held = { gl, program, vao: gl.createVertexArray(), position: gl.createBuffer(), state: gl.createBuffer() }
  gl.bindVertexArray(held.vao)
  gl.bindBuffer(gl.ARRAY_BUFFER, held.position)
  gl.enableVertexAttribArray(0)
  gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0)
  gl.bindBuffer(gl.ARRAY_BUFFER, held.state)
  gl.enableVertexAttribArray(1)
  gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_BYTE, 0, 0)
  gl.bindVertexArray(null)
  const known = new Map<string, WebGLUniformLocation | null>()
  return { ...held, at: (name) => { if (!known.has(name)) known.set(name, gl.getUniformLocation(program, name)); return known.get(name) ?? null } } // prettier-ignore
}

/** The map's matrix moved to an anchor near the points, in doubles: single precision over the whole world would jitter by metres. */
function anchored(matrix: ArrayLike<number>, [x, y]: readonly [number, number]): Float32Array {
  const m = Array.from({ length: 16 }, (_, i) => matrix[i] ?? 0)
  for (let row = 0; row < 4; row++) m[12 + row] = (m[row] ?? 0) * x + (m[4 + row] ?? 0) * y + (m[12 + row] ?? 0)
  return new Float32Array(m)
}

/** 100,000 points in two draws: a redraw costs what a bare custom layer costs, whatever changed. sizePx: diameter of a normal one. */
export function pointsLayer(id: string, firstSizePx: number): PointsLayer {
  let sizePx = firstSizePx
  let quiet = 0.85
  let map: MapLibre | null = null
  let held: Held | null = null
  let points: Points = { lon: new Float64Array(), lat: new Float64Array(), state: new Uint8Array(), size: 0 }
  let mercator = new Float64Array()
  let anchor: [number, number] = [0, 0]
  let index: Flatbush | null = null
  let colours: Float32Array | null = null
  let uploads = 0

  function upload(): void {
    if (!held) return
    const { gl } = held
    const offsets = new Float32Array(points.size * 2)
    for (let i = 0; i < offsets.length; i++) offsets[i] = (mercator[i] ?? 0) - (anchor[i % 2] ?? 0)
    gl.bindBuffer(gl.ARRAY_BUFFER, held.position)
    gl.bufferData(gl.ARRAY_BUFFER, offsets, gl.STATIC_DRAW)
    gl.bindBuffer(gl.ARRAY_BUFFER, held.state)
    gl.bufferData(gl.ARRAY_BUFFER, points.state.subarray(0, points.size), gl.DYNAMIC_DRAW)
    uploads++
  }

  function draw(gl: WebGL2RenderingContext, input: CustomRenderMethodInput): void {
    if (!held || points.size === 0) return
    colours ??= palette()
    gl.useProgram(held.program)
    gl.bindVertexArray(held.vao)
    gl.uniformMatrix4fv(held.at('u_matrix'), false, anchored(input.defaultProjectionData.mainMatrix, anchor))
    gl.uniform3fv(held.at('u_colour'), colours)
    gl.uniform1f(held.at('u_quiet'), quiet)
    gl.uniform1f(held.at('u_size'), sizePx * (map?.getPixelRatio() ?? 1))
    gl.enable(gl.BLEND)
    gl.disable(gl.DEPTH_TEST)
    gl.disable(gl.STENCIL_TEST)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    // What is not normal is drawn last, so that nothing quiet lies over it.
    for (const abnormal of [0, 1]) {
      gl.uniform1i(held.at('u_abnormal'), abnormal)
      gl.drawArrays(gl.POINTS, 0, points.size)
    }
    gl.bindVertexArray(null)
  }

  return {
    id,
    type: 'custom',
    renderingMode: '2d',
    onAdd(added, gl) {
      map = added
      held = hold(gl as WebGL2RenderingContext)
      upload()
    },
    onRemove() {
      held = null
      map = null
    },
    render: (gl, input) => draw(gl as WebGL2RenderingContext, input),
    place(next) {
      points = next
      mercator = new Float64Array(next.size * 2)
      index = next.size > 0 ? new Flatbush(next.size) : null
      for (let i = 0; i < next.size; i++) {
        const { x, y } = MercatorCoordinate.fromLngLat([next.lon[i] ?? 0, next.lat[i] ?? 0])
        mercator[i * 2] = x
        mercator[i * 2 + 1] = y
        index?.add(x, y)
      }
      index?.finish()
      anchor = [mercator[0] ?? 0, mercator[1] ?? 0]
      upload()
      map?.triggerRepaint()
    },
    recolour(state, redraw) {
      points = { ...points, state }
      if (!held || points.size === 0) return
      held.gl.bindBuffer(held.gl.ARRAY_BUFFER, held.state)
      held.gl.bufferSubData(held.gl.ARRAY_BUFFER, 0, state.subarray(0, points.size))
      uploads++
      if (redraw) map?.triggerRepaint()
    },
    pick(x, y, radiusPx) {
      if (!map || !index) return null
      const at = MercatorCoordinate.fromLngLat(map.unproject([x, y]))
      const reach = radiusPx / (512 * 2 ** map.getZoom())
      // The worst of those in reach, then the nearest: a red one under four normal ones is what the finger means.
      const found = index.neighbors(at.x, at.y, 16, reach, (i) => (points.state[i] ?? 7) < 7)
      const worst = found.toSorted((a, b) => Math.min(points.state[a] ?? 7, NORMAL) - Math.min(points.state[b] ?? 7, NORMAL))
      return worst[0] ?? null
    },
    retheme() {
      colours = null
      map?.triggerRepaint()
    },
    weigh(size, share) {
      sizePx = size
      quiet = share
      map?.triggerRepaint()
    },
    uploads: () => uploads,
  }
}
