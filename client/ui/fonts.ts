/** The Han font is 101 subsets whose table alone is heavy; it comes after the first paint, and a phone keeps its own font. */
export const loadHanFont = async (): Promise<void> => {
  await import('./fonts-han.css')
}

/** The map rasterises a glyph once and keeps it: the subsets of its labels must be there before it is made. */
export const loadGlyphs = async (text: string): Promise<void> => {
  await loadHanFont()
  await Promise.allSettled([
    document.fonts.load('400 24px "Noto Sans SC Variable"', text),
    document.fonts.load('500 24px "Archivo Variable"', '0123456789'),
  ])
}
