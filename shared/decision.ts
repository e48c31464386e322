/** What the domain answers: what happened, or why nothing did. Refusals are values, not throws. `rule` is a stable id a client may
 *  branch on (`role-may-not`, `wrong-state`, `own-work`, …); `reason` is a sentence for a person, in Chinese. */
export type Refusal = { ok: false; rule: string; reason: string }
export type Decision<Event> = { ok: true; event: Event } | Refusal

export const accept = <Event>(event: Event): { ok: true; event: Event } => ({ ok: true, event })
export const refuse = (rule: string, reason: string): Refusal => ({ ok: false, rule, reason })
