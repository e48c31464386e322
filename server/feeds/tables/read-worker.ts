import { parentPort, workerData } from 'node:worker_threads'
import { type ReadLimits, UnreadableTable } from './grid.ts'
import { type Encoding, readCsv } from './read-csv.ts'
import { isWorkbook, readSheet } from './read-sheet.ts'

export type ReadTask = {
  bytes: Uint8Array
  limits: ReadLimits
  sheet?: string | number | undefined
  encoding?: Encoding | undefined
  delimiter?: string | undefined
}

/** The only place where a foreign file is opened: a thread with a bound on memory and time, ended by its keeper beyond them. */
function read({ bytes, limits, sheet, encoding, delimiter }: ReadTask) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isWorkbook(buffer)) return readSheet(buffer, limits, sheet)
  return readCsv(buffer, limits, { ...(encoding ? { encoding } : {}), ...(delimiter ? { delimiter } : {}) })
}

try {
  parentPort?.postMessage({ grid: read(workerData as ReadTask) })
} catch (error) {
  const rule = error instanceof UnreadableTable ? error.rule : 'F-file'
  parentPort?.postMessage({ rule, reason: (error as Error).message })
}
