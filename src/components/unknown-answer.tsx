import { LONGEST_ANSWER, type ApiError } from '#contract/errors.ts'
import { formatCount } from '../lib/counts.ts'
import { Button } from '../ui/button.tsx'
import { copyAndSay } from './copy-and-say.ts'

/** Where an answer could not be read, the answer itself: whoever knows the server may know what it is. */
export default function UnknownAnswer({
  error,
}: {
  error: Pick<ApiError, 'answer'> & { place?: string | undefined }
}) {
  const answer = error.answer?.slice(0, LONGEST_ANSWER)
  if (answer === undefined) return null
  return (
    <details className="text-sm">
      <summary className="w-fit rounded-md font-medium max-sm:py-3">The answer</summary>
      <div className="mt-2 grid grid-cols-[minmax(0,1fr)] justify-items-start gap-2">
        <pre
          role="region"
          aria-label="The answer"
          tabIndex={0}
          className="max-h-96 w-full overflow-auto rounded-lg bg-raised p-3 text-xs"
        >
          {answer}
        </pre>
        {error.place !== undefined && (
          <p className="text-quiet">What does not fit first is at {error.place}.</p>
        )}
        {answer.length === LONGEST_ANSWER && (
          <p className="text-quiet">
            These are its first {formatCount(LONGEST_ANSWER)} characters.
          </p>
        )}
        <Button onClick={() => void copyAndSay(answer, 'The answer was copied.')}>
          Copy the answer
        </Button>
      </div>
    </details>
  )
}
