import type { Socket } from 'node:net'

/** Largest packet before CONNECT was accepted, and after. */
export const BEFORE_CONNECT_BYTES = 10_000
export const AFTER_CONNECT_BYTES = 256_000

/** Reads the length header of each packet as bytes arrive, and ends the connection when it announces more than is allowed, so that a packet
 *  that is too large is never collected. It looks at what the socket pushes before the broker does: aedes keeps whatever it is sent. */
export function guardPackets(socket: Socket, limit: () => number, tooLarge: (bytes: number) => void): void {
  let left = 0
  let length = 0
  let shift = -1 // -1: the next byte is a packet's first; else bits of the length read so far
  const passes = (chunk: Buffer): boolean => {
    for (let i = 0; i < chunk.length;) {
      if (left > 0) {
        const step = Math.min(left, chunk.length - i)
        left -= step
        i += step
        continue
      }
      const byte = chunk[i++] as number
      if (shift < 0) {
        shift = 0
        length = 0
        continue
      }
      length += (byte & 127) * 2 ** shift
      shift += 7
      if (byte < 128) {
        if (length > limit()) return (tooLarge(length), false)
        left = length
        shift = -1
      } else if (shift >= 28) return (tooLarge(length), false)
    }
    return true
  }
  const push = socket.push.bind(socket)
  socket.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    if (chunk === null || passes(chunk)) return push(chunk, encoding)
    socket.destroy()
    return false
  }
}
