import type { PersonalField } from '../shared/masking.ts'
import { newId, randomId } from './id.ts'
import type { Seal } from './seal.ts'
import { type Store, type WriteOp, op } from './store/store.ts'

export type PersonalFields = Partial<Record<PersonalField, string | readonly string[]>>
export type PersonalBook = ReturnType<typeof openPersonal>

/** Dead letters, import files and outgoing bodies are personal data too, for so long. */
export const SEALED_DAYS = 30

/** Names, phones, addresses, identity numbers of citizens: sealed, in one table, by subject (`incident:ID`), deletable, never searched. */
export function openPersonal({ store, now, seal, erased }: { store: Store; now: () => Date; seal: Seal; erased(subject: string): void }) {
  return {
    /** Rows to be kept in the write of what they belong to. */
    ops(subject: string, fields: PersonalFields, expiresAt: string | null = null): WriteOp[] {
      const at = now().toISOString()
      return Object.entries(fields).flatMap(([field, values]) =>
        (typeof values === 'string' ? [values] : values).map((value) =>
          op('personal.put', { id: `${newId()}${randomId(6)}`, subject, field, sealed: seal.seal(value), at, expiresAt }),
        ),
      )
    },
    /** What is known of a subject, in the clear: for one who may, after the audit row. */
    async of(subject: string): Promise<{ id: string; field: string; value: string }[]> {
      return (await store.read('personal.of', subject)).map(({ id, field, sealed }) => ({ id, field, value: seal.unseal(sealed) }))
    },
    /** Which fields there are, without unsealing. */
    fieldsOf: async (subject: string): Promise<string[]> => [
      ...new Set((await store.read('personal.of', subject)).map(({ field }) => field)),
    ],
    /** The person asked to be forgotten: gone here, and from any older store that is restored. */
    async erase(subject: string, ops: readonly WriteOp[]): Promise<void> {
      await store.write({ subjects: [], ops: [op('personal.removeOf', subject), ...ops] })
      erased(subject)
    },
    /** What was erased by `eraseOps` is gone from any older store too that is restored. */
    remember: erased,
    eraseOps: (subject: string): WriteOp[] => [op('personal.removeOf', subject)],
    expireOps: (): WriteOp[] => [op('personal.expire', now().toISOString())],
    sealText: seal.seal,
    unsealText: seal.unseal,
    keyId: seal.keyId,
  }
}
