// The few line icons of the window.
const PATHS = {
  down: 'M6 9.5l6 6 6-6',
  send: 'M12 19V5M6 11l6-6 6 6',
  smile: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM8.5 14c1.9 2.3 5.1 2.3 7 0M9 9.8v.4M15 9.8v.4',
}

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
