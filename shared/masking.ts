/** Masks of domain.md §7.2. A wall never shows more; a desk reveals one field with a reason; a phone only to the assigned handler. */
export type PersonalField = 'name' | 'phone' | 'address' | 'idNumber' | 'text'

const COMPOUND = [
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '司徒',
  '夏侯',
  '令狐',
  '宇文',
  '长孙',
  '端木',
  '独孤',
]
const stars = (count: number) => '*'.repeat(Math.max(1, count))

/** 张*，欧阳*; in other scripts the first letter. */
export const maskName = (name: string): string => {
  const compound = COMPOUND.find((surname) => name.startsWith(surname))
  return `${compound ?? [...name][0] ?? ''}*`
}
/** 138****5678, 0756-***1234. */
export const maskPhone = (phone: string): string => {
  const digits = phone.replace(/\D/g, '').replace(/^86(?=1\d{10}$)/, '')
  if (/^1\d{10}$/.test(digits)) return `${digits.slice(0, 3)}****${digits.slice(7)}`
  const area = /^(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})$/.exec(digits)
  if (area) return `${area[1]}-${stars(area[2]!.length - 4)}${area[2]!.slice(-4)}`
  return `${stars(digits.length - 4)}${digits.slice(-4)}`
}
/** First four and last four. */
export const maskIdNumber = (id: string): string =>
  id.length <= 8 ? stars(id.length) : `${id.slice(0, 4)}${stars(id.length - 8)}${id.slice(-4)}`
/** To street or community; building and room are hidden. */
export const maskAddress = (address: string): string => {
  const upTo = /^.*?(?:社区|居委会|村委会|街道|镇|乡|大道|路|街|巷|村)/u.exec(address)?.[0]
  return upTo === undefined ? `${[...address].slice(0, 3).join('')}***` : upTo.length < address.length ? `${upTo}***` : upTo
}
export const maskField = (field: PersonalField, value: string): string =>
  field === 'name'
    ? maskName(value)
    : field === 'phone'
      ? maskPhone(value)
      : field === 'idNumber'
        ? maskIdNumber(value)
        : field === 'address'
          ? maskAddress(value)
          : maskFreeText(value).text

export type Found = { field: 'phone' | 'idNumber'; value: string }

// Full-width digits are digits; people also write 138 1234 5678 and 138-1234-5678. A run that is longer (a case number, a work order) is none.
const D = '[0-9０-９]'
const GAP = '[ \\u00a0\\u3000.·－-]?'
const ends = (body: string) => `(?<![0-9０-９])${body}(?![0-9０-９])`
const ID_NUMBER = new RegExp(ends(`[1-9１-９](?:${GAP}${D}){16}${GAP}[0-9０-９XxＸｘ]`), 'gu')
const MOBILE = new RegExp(
  `(?:(?<![0-9０-９])(?:[+＋]|00)?[8８][6６]${GAP}|(?<![0-9０-９]))[1１][3-9３-９](?:${GAP}${D}){9}(?![0-9０-９])`,
  'gu',
)
const LANDLINE = new RegExp(ends(`[(（]?[0０](?:[1１][0０]|[2２]${D}|[3-9３-９]${D}{2})[)）]?${GAP}[2-9２-９](?:${GAP}${D}){6,7}`), 'gu')

const narrow = (text: string) => text.replace(/[０-９Ｘｘ＋]/gu, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
const isBirthDate = (id: string) => {
  const [year, month, day] = [Number(id.slice(6, 10)), Number(id.slice(10, 12)), Number(id.slice(12, 14))]
  return year >= 1900 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

/** Takes phone and identity numbers out of a free text; what stands in their place is masked. */
export function maskFreeText(text: string): { text: string; found: Found[] } {
  const found: Found[] = []
  const take = (field: Found['field'], mask: (value: string) => string) => (match: string) => {
    const value = narrow(match).replace(/[^0-9Xx]/g, '')
    if (field === 'idNumber' && !isBirthDate(value)) return match
    found.push({ field, value })
    return mask(value)
  }
  const masked = text
    .replace(ID_NUMBER, take('idNumber', maskIdNumber))
    .replace(MOBILE, take('phone', maskPhone))
    .replace(LANDLINE, take('phone', maskPhone))
  return { text: masked, found }
}

/** Names whose values are never free text: ids and instants must stay as they are. */
const NOT_TEXT = /^(id|ids|.*Id|.*At|at|.*sha256|commandId|workOrder|position|url|kind|state|step|number)$/i

/** May a value of this name hold a person's words? */
export const isFreeText = (name: string): boolean => !NOT_TEXT.test(name)

/** The same for every free text inside a value (a command's body), before it is recorded. */
export function maskDeep<T>(value: T, name = ''): { value: T; found: Found[] } {
  if (typeof value === 'string') {
    if (!isFreeText(name)) return { value, found: [] }
    const { text, found } = maskFreeText(value)
    return { value: text as T, found }
  }
  if (value === null || typeof value !== 'object') return { value, found: [] }
  const found: Found[] = []
  const inner = (part: unknown, key: string) => {
    const masked = maskDeep(part, key)
    found.push(...masked.found)
    return masked.value
  }
  const masked = Array.isArray(value)
    ? value.map((part) => inner(part, name))
    : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inner(part, key)]))
  return { value: masked as T, found }
}
