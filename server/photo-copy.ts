import sharp from 'sharp'

/** 748 kB of PNG can hold 256 megapixels. */
export const MAX_PIXELS = 50_000_000
const FORMATS: Record<string, string> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' }

export type Looked = { type: string; width: number; height: number }
/** What the bytes are, by content and not by name; null when no picture of a kind we take. */
export async function lookAt(file: string): Promise<Looked | 'too-many-pixels' | null> {
  try {
    const { format, width, height } = await sharp(file, { limitInputPixels: false }).metadata()
    const type = FORMATS[format]
    if (type === undefined || !width || !height) return null
    return width * height > MAX_PIXELS ? 'too-many-pixels' : { type, width, height }
  } catch {
    return null
  }
}

/** Line glyphs on a grid 4 wide and 6 high, so that no font of the machine is needed. */
const GLYPHS: Record<string, string> = {
  0: 'M0 0H4V6H0Z', 1: 'M1 1L2 0V6', 2: 'M0 0H4V3H0V6H4', 3: 'M0 0H4V6H0M1 3H4', 4: 'M0 0V3H4M4 0V6', 5: 'M4 0H0V3H4V6H0', 6: 'M4 0H0V6H4V3H0', 7: 'M0 0H4L2 6', 8: 'M0 0H4V6H0ZM0 3H4',
  9: 'M4 3H0V0H4V6H0', '-': 'M1 3H3', '+': 'M0.5 3H3.5M2 1.5V4.5', ':': 'M2 1.6V2.2M2 4.2V4.8', '.': 'M1.8 6H2.2', ',': 'M2.2 5.4L1.6 6.8', '±': 'M0.5 2H3.5M2 0.5V3.5M0.5 5.5H3.5', m: 'M0 6V2H4V6M2 2V6',
} // prettier-ignore

/** Path of a text of digits and signs; anything else is a gap. */
function pathOf(text: string): { path: string; width: number } {
  const paths = [...text].map((char, i) => (GLYPHS[char] ? `<path transform="translate(${i * 6} 0)" d="${GLYPHS[char]}"/>` : ''))
  return { path: paths.join(''), width: text.length * 6 }
}

/** The band that says when and where, as given by the phone, over the lower edge of a picture so wide. */
export function bandOf(lines: readonly string[], width: number): Buffer {
  const longest = Math.max(1, ...lines.map((line) => line.length)) * 6
  const scale = Math.min(3.2, Math.max(0.8, (width * 0.9) / longest / 1.05))
  const lineH = 10 * scale
  const height = Math.ceil(lineH * lines.length + 6 * scale)
  const rows = lines.map(
    (line, i) => `<g transform="translate(${4 * scale} ${5 * scale + i * lineH}) scale(${scale})">${pathOf(line).path}</g>`,
  )
  const strokes = `<g fill="none" stroke="#fff" stroke-width="0.9" stroke-linecap="round" stroke-linejoin="round">${rows.join('')}</g>`
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#000" fill-opacity="0.55"/>${strokes}</svg>`,
  )
}

/** What readers get: upright, smaller, without metadata, time and place drawn on. */
export async function shownCopy(file: string, lines: readonly string[], edgePx: number): Promise<Buffer> {
  const { data, info } = await sharp(file, { limitInputPixels: MAX_PIXELS })
    .rotate()
    .resize({ width: edgePx, height: edgePx, fit: 'inside', withoutEnlargement: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const copy = sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
  const fits = lines.length > 0 && info.width >= 120 && info.height >= 60
  return (fits ? copy.composite([{ input: bandOf(lines, info.width), gravity: 'south' }]) : copy).jpeg({ quality: 82 }).toBuffer()
}
