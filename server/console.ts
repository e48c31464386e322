import { chmodSync, closeSync, openSync, rmSync } from 'node:fs'
import { type Socket, connect, createServer } from 'node:net'
import { join } from 'node:path'

/** What a command says: lines for stdout, and whether it did what was asked. */
export type Said = { lines: string[]; ok: boolean }
export type Command = (args: readonly string[], folder: string) => Promise<Said>

const SOCKET = 'console.sock'
const MOST_BYTES = 1_000_000

/** A socket's path may be 107 bytes at most; a deep folder is reached through an open handle of it. */
function reach(folder: string): { path: string; done(): void } {
  const path = join(folder, SOCKET)
  if (Buffer.byteLength(path) <= 100 || process.platform !== 'linux') return { path, done: () => {} }
  const fd = openSync(folder, 'r')
  return { path: `/proc/self/fd/${fd}/${SOCKET}`, done: () => closeSync(fd) }
}

const ask = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.length > MOST_BYTES) socket.destroy(new Error('too long'))
      if (text.endsWith('\n')) resolve(text)
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })

/** The server's console: a unix socket in the data folder, for its owner only. Commands run one after the other. */
export async function openConsole({
  dataFolder,
  commands,
}: {
  dataFolder: string
  commands: Record<string, Command>
}): Promise<{ stop(): Promise<void> }> {
  const { path, done } = reach(dataFolder)
  rmSync(join(dataFolder, SOCKET), { force: true }) // the folder is ours: what lies here was left by a killed owner
  let turn: Promise<unknown> = Promise.resolve()
  const serve = async (socket: Socket) => {
    const { name, args, cwd } = JSON.parse(await ask(socket)) as { name: string; args: string[]; cwd: string }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    const said = turn.then(() => (command ? command(args, cwd) : { lines: [`no command ${name}`], ok: false }))
    turn = said.catch(() => {})
    socket.end(`${JSON.stringify(await said.catch((error: unknown): Said => ({ lines: [(error as Error).message], ok: false })))}\n`)
  }
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    serve(socket).catch(() => socket.destroy())
  })
  const umask = process.umask(0o077) // nobody else, not even between listen and chmod
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
  } finally {
    process.umask(umask)
  }
  chmodSync(join(dataFolder, SOCKET), 0o600)
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => { done(); resolve() }) // prettier-ignore
        rmSync(join(dataFolder, SOCKET), { force: true })
      }),
  }
}

/** Asks the running server; null when none answers. */
export async function askConsole(dataFolder: string, name: string, args: readonly string[], cwd: string): Promise<Said | null> {
  let reached: ReturnType<typeof reach>
  try {
    reached = reach(dataFolder)
  } catch {
    return null
  }
  const socket = connect({ path: reached.path, allowHalfOpen: true })
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  })
  reached.done()
  if (!connected) return null
  socket.write(`${JSON.stringify({ name, args, cwd })}\n`)
  const text = await ask(socket)
  socket.destroy()
  if (text === '') throw new Error('the server ended while it was asked')
  return JSON.parse(text) as Said
}
