/** Ways to leave the page. They must be called while a press is handled or soon after it, or the browser may refuse. */

/** Saves a file. */
export function download(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads it after the press was handled; it gives no sign when it is done.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** Rejects where the browser does not allow it. */
export async function copyText(text: string): Promise<void> {
  // Without HTTPS, as on a company's own network, there is no navigator.clipboard.
  if (isSecureContext) await navigator.clipboard.writeText(text)
  else copyByEvent(text)
}

function copyByEvent(text: string): void {
  let copied = false
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
    copied = true
  }
  document.addEventListener('copy', put, { capture: true })
  try {
    if (!document.execCommand('copy') || !copied) throw new Error('The browser did not copy.')
  } finally {
    document.removeEventListener('copy', put, { capture: true })
  }
}
