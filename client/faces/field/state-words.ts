/** The server names states by their code; a person reads their names. */
const STATES: Record<string, string> = { REPORTED: '已上报', VERIFYING: '核实中', PENDING_REGISTRATION: '待立案', PENDING_DISPATCH: '待派遣', DISPATCHED: '待签收', ACCEPTED: '已签收', HANDLING: '处置中', HANDLED: '已处置', INSPECTING: '核查中', CLOSED: '已结案', REJECTED: '不予立案', ATTACHED: '已并案', RETURNED: '已退回', REWORK: '返工', SUSPENDED: '已缓办', ON_ACCOUNT: '已挂账', FORCE_CLOSED: '强制结案', REOPENED: '已重开' } // prettier-ignore
export const inWords = (reason: string): string => reason.replace(/\b[A-Z]{4,}(_[A-Z]+)*\b/g, (code) => STATES[code] ?? code)
