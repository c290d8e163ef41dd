import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { useTell } from '../design/notices.tsx'

type Saving<Form> = {
  save(form: Form): Promise<unknown>
  /** Told when it is done. */
  told: string
  /** Queries whose answers are others then. */
  queryKey: readonly string[]
  /** The page to go to. */
  next: string
}

/** Sends a form, tells of it and goes on to another page. */
export const useSaving = <Form>({ save, told, queryKey, next }: Saving<Form>) => {
  const [, navigate] = useLocation()
  const tell = useTell()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: save,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey })
      tell(told)
      navigate(next)
    },
  })
}
