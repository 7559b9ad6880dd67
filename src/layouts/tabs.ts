import { paths } from '../paths.ts'

/** The screens of an organization, and the parts of the address that belong to each. */
export const tabs = [
  { label: 'Overview', to: paths.overview, sections: [''] },
  { label: 'Members', to: paths.members, sections: ['members', 'members-new', 'members-file'] },
  { label: 'Usage', to: (name: string) => paths.usage(name), sections: ['usage'] },
  { label: 'Settings', to: paths.settings, sections: ['settings'] },
]

/** The tab that an address belongs to: /organizations/NAME/SECTION. */
export const tabOf = (pathname: string) =>
  tabs.find(({ sections }) => sections.includes(pathname.split('/')[3] ?? ''))
