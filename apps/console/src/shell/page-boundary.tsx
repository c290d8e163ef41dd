import { Component, type ReactNode } from 'react'
import { Button } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'

type Props = { children: ReactNode }
type State = { error: Error | null }

/** Shows what went wrong in a page, so that the navigation stays usable. */
export class PageBoundary extends Component<Props, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <Notice tone="bad" title="This page has failed">
        <p>{error.message}</p>
        <Button onPress={() => location.reload()}>Load the console again</Button>
      </Notice>
    )
  }
}
