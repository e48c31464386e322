import { createReadStream } from 'node:fs'
import { type Options, parse } from 'csv-parse'
import type { CaseMapping } from './mapping.ts'

const LONGEST_BYTES = 65_536
const options = ({ delimiter }: CaseMapping): Options => ({
  bom: true,
  delimiter,
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: LONGEST_BYTES,
})

/** A table's lines by the names of its heading, read a piece at a time so that the loop goes on. Throws what `isNoTable` knows. */
export const linesOf = (bytes: Buffer, mapping: CaseMapping): AsyncIterable<Record<string, string>> =>
  parse(bytes, { ...options(mapping), columns: true })
/** The cells of each line of a file, the heading first. */
export const cellsOf = (file: string, mapping: CaseMapping): AsyncIterable<string[]> => createReadStream(file).pipe(parse(options(mapping)))
export const isNoTable = (error: unknown): boolean => (error as { code?: string }).code?.startsWith('CSV_') === true
