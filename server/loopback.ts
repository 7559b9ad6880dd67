/** Whether a host, as an address writes it or without its brackets, is this machine alone. */
export const isLoopback = (host: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host)

/** Whether a host, as an address writes it, is one of this machine's names in every browser. */
export const isOwnName = (host: string): boolean => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(host)
