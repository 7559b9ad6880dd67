import { Ellipsis } from 'lucide-react'
import { Link } from 'react-router'
import { copyAndSay } from '../components/copy-and-say.ts'
import { paths } from '../paths.ts'
import { choiceClass, Popover, PopoverChoice, PopoverMenu } from '../ui/popover.tsx'

const screens = [
  ['Open', paths.overview],
  ['Members', paths.members],
  ['Usage', (name: string) => paths.usage(name)],
  ['Settings', paths.settings],
] as const

/** Where a row of the list leads, and what can be taken from it. */
export function OrganizationMenu({ name, id }: { name: string; id: string }) {
  return (
    <Popover
      label={`More about ${name}`}
      align="end"
      trigger={<Ellipsis size={16} aria-hidden />}
      triggerClass="inline-flex size-8 items-center justify-center rounded-md text-quiet hover:bg-raised hover:text-text max-sm:size-11"
    >
      <PopoverMenu>
        {screens.map(([label, to]) => (
          <Link key={label} to={to(name)} className={choiceClass}>
            {label}
          </Link>
        ))}
        <PopoverChoice
          begins
          onChoose={() =>
            void copyAndSay(name, `The name was copied: ${name}`, `The name is ${name}`)
          }
        >
          Copy name
        </PopoverChoice>
        <PopoverChoice
          onChoose={() => void copyAndSay(id, `The id was copied: ${id}`, `The id is ${id}`)}
        >
          Copy id
        </PopoverChoice>
      </PopoverMenu>
    </Popover>
  )
}
