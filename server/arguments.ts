/** `--name value`, `--name=value` and words of their own. A flag listed in `switches` takes no value. */
export function readArguments(
  args: readonly string[],
  known: readonly string[],
  switches: readonly string[] = [],
): { flags: Map<string, string>; words: string[] } {
  const flags = new Map<string, string>()
  const words: string[] = []
  for (let i = 0; i < args.length; i++) {
    const [, name, inline] = /^--([a-z-]+)(?:=(.*))?$/s.exec(args[i]!) ?? []
    if (name === undefined) words.push(args[i]!)
    else if (switches.includes(name)) flags.set(name, 'yes')
    else if (!known.includes(name))
      throw new Error(`unknown option --${name}; known: ${[...known, ...switches].map((one) => `--${one}`).join(' ')}`)
    else {
      const value = inline ?? args[++i]
      if (value === undefined) throw new Error(`--${name} needs a value`)
      flags.set(name, value)
    }
  }
  return { flags, words }
}
export const listOf = (text: string | undefined): string[] => text?.split(',').map((one) => one.trim()).filter(Boolean) ?? [] // prettier-ignore
