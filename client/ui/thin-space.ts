const BEFORE = /([\u3400-\u9fff])(?=[0-9A-Za-z+−])/g
const AFTER = /([0-9A-Za-z%])(?=[\u3400-\u9fff])/g

/** Puts a thin space (U+2009) between Han and figures or Latin. Done when shown, never typed nor stored. */
export const thin = (text: string): string => text.replace(BEFORE, '$1\u2009').replace(AFTER, '$1\u2009')
