/** Full-text over Chinese without a dictionary: each text becomes its single characters and its pairs, so that a query of one or two
 *  characters is as quick as a long one. Digits go by fives, because pairs of digits stand in every case number. A match of all grams is
 *  only a candidate; the caller checks the literal text. */
const DIGITS = /^\d+$/
const FIVE = 5
/** A gram as a token that FTS5's own tokenizer leaves whole: code points in hexadecimal. */
const token = (gram: string): string => 'g' + Array.from(gram, (c) => (c.codePointAt(0) as number).toString(16)).join('x')

/** Lower case, one kind of white space. The literal text is kept and asked in this form. */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ')

const windows = (text: string, n: number): string[] => {
  const chars = Array.from(text)
  return chars.length < n ? [] : chars.slice(0, chars.length - n + 1).map((_, at) => chars.slice(at, at + n).join(''))
}

/** What is indexed of a folded text. Runs of digits give fives beside the pairs of their first and last, all others singles and pairs. */
export const gramsOf = (folded: string): string => {
  const grams = new Set<string>()
  for (const part of folded.split(/(\d{5,})/u)) {
    if (DIGITS.test(part) && part.length >= FIVE) for (const gram of windows(part, FIVE)) grams.add(gram)
    for (const gram of [...windows(part, 1), ...windows(part, 2)]) grams.add(gram)
  }
  return [...grams].map(token).join(' ')
}

/** The grams a match must have, as an FTS5 expression; null when nothing can be asked. */
export const matchOf = (folded: string): string | null => {
  const chars = Array.from(folded)
  if (chars.length === 0) return null
  if (chars.length === 1) return token(folded)
  const runs = folded.split(/(\d{5,})/u)
  const grams = runs.flatMap((part) => (DIGITS.test(part) && part.length >= FIVE ? windows(part, FIVE) : windows(part, 2)))
  const asked = grams.length > 0 ? grams : chars
  return [...new Set(asked)].map(token).join(' AND ')
}
