/** 16-pixel strokes, drawn for Apus. */
const paths = {
  overview: "M2.5 7.5 8 3l5.5 4.5V13h-11z",
  vm: "M2 3h12v8H2zM6 14h4M8 11v3",
  host: "M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01",
  provider: "M6 2v4M10 2v4M4 6h8v2a4 4 0 0 1-8 0zM8 12v2",
  network: "M8 2v4M3 14v-3h10v3M8 6v5M6 2h4M2 14h2M12 14h2",
  pool: "M2.5 4.5c0-1.4 11-1.4 11 0v7c0 1.4-11 1.4-11 0zM2.5 4.5c0 1.4 11 1.4 11 0M2.5 8c0 1.4 11 1.4 11 0",
  volume: "M2.5 10 4 3.5h8l1.5 6.5v3h-11zM2.5 10h11M11 11.5h.01",
  image: "M2 3h12v10H2zM2 11l4-4 3 3 2-2 3 3M11 6h.01",
  snapshot: "M2 5h3l1-1.5h4L11 5h3v8H2zM8 6.8a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  instanceType: "M3 13V9h2.5v4M6.8 13V6h2.5v7M10.5 13V3H13v10",
  recording: "M2 8a6 6 0 1 0 12 0A6 6 0 0 0 2 8M8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6",
  operation: "M8 2v3M8 11v3M2 8h3M11 8h3M3.8 3.8l2 2M10.2 10.2l2 2M12.2 3.8l-2 2M5.8 10.2l-2 2",
  settings: "M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 3a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3M5.5 10a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.5 10.5 14 14",
  play: "M5 3l8 5-8 5z",
  pause: "M5.5 3v10M10.5 3v10",
  stop: "M4 4h8v8H4z",
  power: "M8 2v6M4.8 4.2a5 5 0 1 0 6.4 0",
  reboot: "M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.5V6H9.5",
  terminal: "M2 3h12v10H2zM4.5 6l2 2-2 2M8 10.5h3",
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  columns: "M2 3h12v10H2zM6 3v10M10 3v10",
  download: "M8 2v8M4.5 7 8 10.5 11.5 7M3 13.5h10",
  upload: "M8 10.5v-8M4.5 6 8 2.5 11.5 6M3 13.5h10",
  freeze: "M8 2v12M2.8 5l10.4 6M13.2 5 2.8 11M6.5 3 8 4.5 9.5 3M6.5 13 8 11.5 9.5 13",
  trash: "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5 5 13.5h6l.5-9",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  full: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  camera: "M2 5h3l1-1.5h4L11 5h3v8H2zM8 6.8a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  keyboard: "M2 4h12v8H2zM4.5 6.5h.01M7 6.5h.01M9.5 6.5h.01M12 6.5h.01M5 9.5h6",
  warn: "M8 2.5 14.5 13.5h-13zM8 6.5v3.5M8 11.8h.01",
  check: "M3 8.5l3.5 3.5L13 4.5",
  link: "M6.5 9.5 9.5 6.5M7 4.5l1.5-1.5a3 3 0 0 1 4.3 4.3L11.5 8.8M9 11.5 7.5 13a3 3 0 0 1-4.3-4.3L4.6 7.2",
  eye: "M1.5 8c3-5 10-5 13 0-3 5-10 5-13 0M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  arrow: "M6 3.5 10.5 8 6 12.5",
  help: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M6.2 6.3a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.8.6-.8 1.2M8 11.3h.01",
} as const

export type IconName = keyof typeof paths

export const Icon = ({ name }: { name: IconName }) => (
  <svg className="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" strokeWidth="1.4"
    strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
)

export const Swift = () => (
  <svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">
    <path d="M1 6c5-1 8 1 11 5 3-4 6-6 11-5-4 1-7 4-8.5 9L12 20l-2.5-5C8 10 5 7 1 6z" />
  </svg>
)
