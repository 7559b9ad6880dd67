/** A server's words as a sentence that another one can follow. */
export const asSentence = (text: string) => (/[.!?…:]$/.test(text) ? text : `${text}.`)
