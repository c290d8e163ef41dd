import type { ReactNode } from 'react'
import { Link } from 'wouter'
import styles from './button.module.css'
import { classNames } from './class-names.ts'
import { Icon, type IconName } from './icon.tsx'

type Look = {
  /** primary: the one action of a page or form. danger: what cannot be taken back. quiet: beside others. */
  kind?: 'normal' | 'primary' | 'danger' | 'quiet'
  size?: 'normal' | 'small'
  icon?: IconName
  children?: ReactNode
}

type ButtonProps = Look & {
  onPress?: () => void
  type?: 'button' | 'submit'
  isDisabled?: boolean
  /** Shows that it works, and takes no further press. */
  isBusy?: boolean
  /** For a button of an icon alone. */
  label?: string
  isExpanded?: boolean
  controls?: string
}

const lookOf = ({ kind = 'normal', size = 'normal', children }: Look): string =>
  classNames(
    styles.button,
    styles[kind],
    size === 'small' && styles.small,
    children === undefined && styles.bare,
  )

/** A button. */
export const Button = (props: ButtonProps) => (
  <button
    type={props.type ?? 'button'}
    className={lookOf(props)}
    disabled={props.isDisabled === true || props.isBusy === true}
    aria-busy={props.isBusy}
    aria-label={props.label}
    aria-expanded={props.isExpanded}
    aria-controls={props.controls}
    title={props.label}
    onClick={props.onPress}
  >
    {props.icon && <Icon name={props.icon} />}
    {props.children}
  </button>
)

type ButtonLinkProps = Look & {
  /** A path of the console, or a whole URL. */
  href: string
  /** The file is saved under this name. */
  download?: string
  /** For screen readers where the same link stands in each row. */
  label?: string
}

/** A link that looks like a button. */
export const ButtonLink = ({ href, download, label, icon, children, ...look }: ButtonLinkProps) => {
  const inside = (
    <>
      {icon && <Icon name={icon} />}
      {children}
    </>
  )
  const className = lookOf({ ...look, children })
  if (/^https?:/.test(href))
    return (
      <a className={className} href={href} download={download} rel="noreferrer">
        {inside}
      </a>
    )
  return (
    <Link className={className} href={href} aria-label={label}>
      {inside}
    </Link>
  )
}
