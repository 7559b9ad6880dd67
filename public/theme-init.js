// Runs before the first paint, so that no page flashes in the wrong theme. src/lib/theme.ts changes the choice.
const system = matchMedia('(prefers-color-scheme: dark)')

function applyTheme() {
  const choice = localStorage.getItem('theme')
  const dark = choice === 'dark' || (choice !== 'light' && system.matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

applyTheme()
system.addEventListener('change', applyTheme)
addEventListener('storage', applyTheme)
addEventListener('themechange', applyTheme)
