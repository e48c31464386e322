import type { Problem } from '../shared/api.ts'
import type { Refusal } from '../shared/decision.ts'

const TITLES: Record<number, string> = {
  400: 'Malformed', 401: 'Sign in first', 403: 'Not allowed', 404: 'Not found', 409: 'Refused by a rule', 413: 'Too large', 415: 'Wrong media type', 421: 'Wrong host',
  422: 'Well formed but wrong', 429: 'Too many', 460: 'Checksum mismatch', 503: 'The store cannot take it',
} // prettier-ignore

/** Thrown by a route; answered as application/problem+json. Anything else that is thrown is a 503 with a logged id, never a stack. */
export class HttpProblem extends Error {
  readonly status: number
  readonly rule: string
  readonly more: { state?: string; detail?: Problem['detail']; retryAfterS?: number }
  constructor(status: number, rule: string, reason: string, more: HttpProblem['more'] = {}) {
    super(reason)
    this.status = status
    this.rule = rule
    this.more = more
  }
  body(): Problem {
    const { state, detail } = this.more
    return {
      type: `urn:tongguan:rule:${this.rule}`, title: TITLES[this.status] ?? 'Error', status: this.status, rule: this.rule, reason: this.message,
      ...(state === undefined ? {} : { state }), ...(detail === undefined ? {} : { detail }),
    } // prettier-ignore
  }
}

/** What a refused decision means at the door: who may not is 403, a wrong body 422, what the asker may not see 404, the rest 409. */
export const refusalStatus = (rule: string): number =>
  rule === 'role-may-not' ? 403 : rule === 'body' || rule === 'command-body' ? 422 : rule === 'not-found' ? 404 : 409
export const problemOf = ({ rule, reason }: Refusal, state?: string): HttpProblem =>
  new HttpProblem(refusalStatus(rule), rule, reason, state === undefined ? {} : { state })
export const notFound = (): HttpProblem => new HttpProblem(404, 'not-found', '没有这个对象，或您无权查看')
