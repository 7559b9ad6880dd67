export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

export function currentTheme(): Theme {
  const kept = localStorage.getItem('theme')
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** Keeps the choice in this browser; public/theme-init.js applies it. */
export function setTheme(theme: Theme) {
  if (theme === 'system') localStorage.removeItem('theme')
  else localStorage.setItem('theme', theme)
  dispatchEvent(new Event('themechange'))
}
